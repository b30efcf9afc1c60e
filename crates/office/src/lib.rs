//! Mandate: the software of a Service Management Office, one folder per capability.
//!
//! **This file is the dependency diagram.** Modules are declared from the ground up; a module uses only those declared above
//! it (`xtask tidy` checks it). Down by call, up by journal: see `app`.

// the ground
pub mod clock;
pub mod config;
pub mod files;
pub mod failure;
pub mod access;
pub mod web;
pub mod requests;
pub mod settings;
pub mod journal;
pub mod jobs;
pub mod mail;

// who, what, what next
pub mod people;
pub mod calendar;
pub mod worklist;
pub mod approval;
pub mod comment;

// the asset
pub mod definition;
pub mod library;
pub mod rule;
pub mod process;
pub mod skill;

// automate
pub mod connector;
pub mod automation;

// between processes
pub mod handoff;
pub mod dictionary;
pub mod finding;
pub mod requirement;

// improve
pub mod improvement;
pub mod measure;
pub mod explorer;
pub mod object;
pub mod scorecard;
pub mod potential;

// the whole asset at a glance, and on paper
pub mod architecture;
pub mod guide;

// outside
pub mod webhook;
pub mod intake;

// everywhere
pub mod search;
pub mod admin;
pub mod api;

// the whole
pub mod app;
pub mod demo;
pub mod cli;
#[cfg(test)]
mod testing;
#[cfg(test)]
mod doors;
#[cfg(test)]
mod hostile;
