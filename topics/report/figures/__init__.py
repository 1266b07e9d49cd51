"""Pictures of a run, drawn from its tables; the only importer of matplotlib.

A `Figure` carries the values it shows, so it is tested as data; `render` turns it into a file.
"""

import lazy_loader as lazy

__getattr__, __dir__, __all__ = lazy.attach_stub(__name__, __file__)
