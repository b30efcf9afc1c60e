//! The parts of a page, as functions.
