"""How objects show themselves: options of the reader, short texts and HTML for notebooks."""
