"""Attacks, seeded: each is a function that returns how often which outcome was seen."""
