"""Bytes of seed files in, decoded lines out."""
