"""A researcher's edits of topics and codes: read, checked, and applied to what was computed."""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
