"""Texts in, words with their positions out."""
