"""Which claims carry which conclusion, and how likely the conclusion is to survive."""
