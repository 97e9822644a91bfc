"""People and places: regions, units, stations, groups, persons, mandates, accounts and roles."""
