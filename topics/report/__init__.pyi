from .figures import Figure as Figure
from .figures import all_figures as all_figures
from .figures import render as render
from .ldavis import ldavis_page as ldavis_page
from .page import report_page as report_page
