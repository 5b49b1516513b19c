"""Files as they come, text, Word or PDF: paragraphs and tables, each with its place."""
