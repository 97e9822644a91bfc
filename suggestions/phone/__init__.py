"""This room on the deputy's phone: ``bundle`` is what it is given, ``items`` what comes back from it."""
