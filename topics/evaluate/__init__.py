"""Numbers a reviewer may ask for."""
