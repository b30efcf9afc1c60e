//! Event logs in, measures, variants, conformance and simulated logs out.
