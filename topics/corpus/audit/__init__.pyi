from .page import Audit as Audit
from .page import inspect as inspect
