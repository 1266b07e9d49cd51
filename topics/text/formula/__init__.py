"""Formulaic words and bundles told from words of substance."""
