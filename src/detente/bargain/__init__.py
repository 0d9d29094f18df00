"""Which packages would all accept, which of them are efficient, and why there is none."""
