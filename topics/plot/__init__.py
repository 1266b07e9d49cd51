"""Plots for notebooks and papers, each with the table it draws.

::

    plot = topics.plot.theme_shares(run)
    plot.table
    plot.save("shares.pdf", width="85mm", language="en")

Each function returns a `Plot`: a notebook shows it, ``plot.figure`` is a
matplotlib figure, ``plot.table`` holds every value drawn. The global state of matplotlib is not
used, and all text is in a Chinese font that is a dependency.
"""

import lazy_loader as lazy

__getattr__, __dir__, __all__ = lazy.attach_stub(__name__, __file__)
