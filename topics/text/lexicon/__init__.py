"""Word lists: dictionary, stop words, and new words found in the texts."""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
