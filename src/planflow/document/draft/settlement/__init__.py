"""From a draft to a plan file: what is open stays open until somebody answers."""
