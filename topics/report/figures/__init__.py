"""Pictures of a run, drawn from its tables; the only importer of matplotlib.

A `Figure` carries the values it shows, so it is tested as data; `render` turns it into a file.
"""

from topics.report.figures.catalogue import Figure, all_figures, sensitivity_figure
from topics.report.figures.render import render

__all__ = ["Figure", "all_figures", "render", "sensitivity_figure"]
