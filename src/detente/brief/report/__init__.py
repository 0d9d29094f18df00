"""What the brief says, in order and without markup."""
