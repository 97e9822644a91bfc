"""What the work is worth: duties and deadlines, reports, scores and the leaders' board."""
