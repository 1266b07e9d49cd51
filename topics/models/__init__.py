"""Counts in, a topic model out, whichever engine made it."""
