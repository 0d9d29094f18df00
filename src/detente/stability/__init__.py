"""Stability: at which states no party gains by moving (graph model for conflict resolution)."""
