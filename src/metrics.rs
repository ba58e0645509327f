//! Confusion table, precision, recall and F1.
