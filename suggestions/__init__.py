"""What deputies asked for and what became of it: the flow, its clocks, the units' answers."""
