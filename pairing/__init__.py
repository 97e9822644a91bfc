"""Which deputy looks after which household, from when to when, and the household's file."""
