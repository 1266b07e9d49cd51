from .figures import all_figures as all_figures
from .ldavis import ldavis_page as ldavis_page
from .page import report_page as report_page
