"""Figures, the pyLDAvis page and the report."""
