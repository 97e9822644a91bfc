"""Reports and papers: what they say, what to look at before they go, and their tables of the pack."""
