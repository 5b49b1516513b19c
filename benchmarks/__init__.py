"""What planflow costs, beside what the same would cost otherwise: ``make bench``."""
