"""Texts in, one vector per unit out."""
