"""A topic model in, named themes and coded paragraphs out."""
