//! Mandate: the software of a Service Management Office.
