//! The parts of a page: plain values in, markup out, and the style, icons and scripts they need.
//!
//! Absent: requests, databases, clocks, permissions and words of any one capability; the application brings those.
//! Every text is escaped, no part writes inline style, script or event handlers, and only this crate writes CSS classes, so
//! a page keeps the policy `default-src 'self'`. [`style_page`] shows every part in its states.
//!
//! Sources: WCAG 2.2 (level AA), WAI-ARIA Authoring Practices 1.2, the GOV.UK patterns for forms and errors.

pub mod asset;
pub mod badge;
pub mod board;
pub mod button;
pub mod callout;
pub mod card;
pub mod change;
pub mod chart;
pub mod decision;
pub mod diagram;
pub mod dialog;
pub mod form;
pub mod frame;
pub mod house;
pub mod icon;
pub mod list;
pub mod mark;
pub mod matrix;
pub mod passage;
pub mod person;
pub mod stat;
pub mod style;
pub mod table;
pub mod talk;
pub mod task;
pub mod timeline;
pub mod tone;

pub use badge::{chips, pill, tag};
pub use board::{BoardCard, Lane, board};
pub use button::{button, button_link, buttons, danger, icon_link, post_button, primary, primary_named, quiet};
pub use callout::{callout, empty_state, finding};
pub use card::{card, cards, section, split, stack};
pub use decision::{DecisionGrid, DecisionRule, DecisionTable, GridRule, Head, decision_grid, decision_table};
pub use form::{Choice, Field, Form, Problem, error_summary, field, form};
pub use frame::{Crumb, Extra, Flash, Frame, NavGroup, NavItem, SignedIn, bare_page, page};
pub use icon::{Icon, icon};
pub use list::{Opening, Tab, TabGroup, definitions, disclosure, kbd, openings, progress, tab_groups, tabs, term};
pub use maud::{Markup, PreEscaped, html};
pub use passage::{Passage, Passing, passage};
pub use person::{avatar, person};
pub use stat::{Stat, stats};
pub use style::style_page;
pub use table::{Column, Row, Table, table};
pub use talk::{Remark, Said, conversation, remarks, talk_link};
pub use task::{Task, tasks};
pub use tone::Tone;

#[cfg(test)]
mod tests;
