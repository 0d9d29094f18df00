"""Rows of ranks: copied, filled, and turned into columns."""
