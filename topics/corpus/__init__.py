"""Bytes in, a clean corpus out, every change on record."""
