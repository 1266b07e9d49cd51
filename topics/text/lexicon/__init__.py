"""Word lists: dictionary, stop words, and new words found in the texts."""
