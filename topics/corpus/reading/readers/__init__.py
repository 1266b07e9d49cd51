"""Readers: one function per format, from bytes to content."""
