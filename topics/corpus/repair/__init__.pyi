from .apply import repair as repair
from .rules import RULES as RULES
from .rules import Edit as Edit
from .rules import Rule as Rule
