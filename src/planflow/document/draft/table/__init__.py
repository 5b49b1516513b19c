"""Tables of tasks: rows into items."""
