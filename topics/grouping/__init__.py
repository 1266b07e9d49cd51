"""Shares of themes and topics in groups of speeches: by year, level or a study's own columns."""
