from .matrix import count as count
from .matrix import counted_terms as counted_terms
from .parquet import CountedStream as CountedStream
from .parquet import count_parquet as count_parquet
from .parquet import open_counts as open_counts
from .weights import WEIGHTS as WEIGHTS
from .weights import weigh as weigh
