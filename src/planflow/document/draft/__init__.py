"""Plans as they are issued, read into drafts: what stands there, where, and what is still open."""
