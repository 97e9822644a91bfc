"""Pages of people, groups, places, accounts and the audit."""
