//! One narrow door over SQLite and PostgreSQL.
