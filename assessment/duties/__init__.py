"""The year's duties: rules, who owes them, by which facts they are done, how they stand, and the chasing."""
