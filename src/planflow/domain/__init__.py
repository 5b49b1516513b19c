"""The model itself, pure: no I/O, no clock, no randomness, no logging. See ``docs/concepts.md``."""
