from .compiler_headings import find_compiler_headings as find_compiler_headings
from .line_roles import Line as Line
from .outline import Marker as Marker
from .outline import find_marker as find_marker
from .rights_notices import find_rights_notice as find_rights_notice
from .roles import classify as classify
from .splitting import split as split
from .wrap import unwrap as unwrap
