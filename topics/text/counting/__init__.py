"""Tokens in, a weighted document-term matrix out."""
