"""Pages of the room, by theme: ``lists``, ``detail``, ``moves`` (acts), ``raising``."""
