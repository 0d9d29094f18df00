"""Files of other programs: what detente writes for them, and what it reads from them."""
