"""Plots of a run, drawn from its tables; the only importer of matplotlib.

A `Plot` contains the values it shows, so it can be tested as data. `catalogue` has all plots.
"""

import lazy_loader as lazy

__getattr__, __dir__, __all__ = lazy.attach_stub(__name__, __file__)
