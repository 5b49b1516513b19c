"""What a host tests its storage with: faults that are drawn from a seed, and histories of them."""
