"""Pages of the room, by theme: ``lists``, ``detail``, ``moves`` (acts), ``raising``; ``links`` are given to
units without an account, who open them in ``by_link``."""
