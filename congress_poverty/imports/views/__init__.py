"""The import wizard: choose a file, match columns, repair rows, import; and what was imported before."""
