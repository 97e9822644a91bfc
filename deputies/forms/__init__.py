"""Forms of people, groups, places and accounts."""
