"""Corpus in, words and counts out."""
