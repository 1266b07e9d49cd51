from .loading import load_edits as load_edits
from .types import Edits as Edits
