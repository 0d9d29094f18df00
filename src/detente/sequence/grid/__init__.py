"""Labels of any number of parties, on a grid of their values."""
