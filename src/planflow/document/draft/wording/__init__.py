"""How plans are worded: spelling, marks, labels, headings, the words by which units are known."""
