"""The demo county: 灵璧县 with its real townships and villages and wholly fictitious people.

Deterministic: the same day gives the same county. Nobody real can be in it: ID
numbers use the serials 996–999, which GB 11643 sets aside for people over a
hundred, phones begin with 169, which no carrier uses.
"""
