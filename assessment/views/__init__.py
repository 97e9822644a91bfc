"""Pages of the room, by theme: ``reports``, ``board``, ``scores``, ``todo``, ``home``."""
