"""Who is meant: words of a plan into units, collective names, persons."""
