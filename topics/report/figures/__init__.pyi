from .catalogue import all_figures as all_figures
from .catalogue import sensitivity_figure as sensitivity_figure
from .plots import Plot as Plot
