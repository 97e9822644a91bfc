"""Pages of households and pairings, by theme: ``households``, ``pairings``."""
