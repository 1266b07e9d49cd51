from .dispersion import Formula as Formula
from .dispersion import deviation_of_proportions as deviation_of_proportions
from .dispersion import formula as formula
from .lexical_bundles import bundles as bundles
