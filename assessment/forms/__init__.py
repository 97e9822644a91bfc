"""What the pages of this room ask, by theme: checks, meetings, papers."""
