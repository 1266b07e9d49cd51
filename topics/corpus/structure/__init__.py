"""Lines in, speeches, sections and paragraphs out."""
