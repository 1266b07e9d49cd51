from .store import Run as Run
from .store import load_run as load_run
from .tables import read_table as read_table
from .tables import write_table as write_table
