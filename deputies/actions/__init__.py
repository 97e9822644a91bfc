"""Acts on people, groups, places and accounts: atomic, by somebody, in the audit."""
