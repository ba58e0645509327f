//! Stage 4, **count**.
