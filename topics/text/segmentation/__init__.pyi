from .segmenters import Segmenter as Segmenter
from .segmenting import SEGMENTERS as SEGMENTERS
from .segmenting import segment as segment
from .segmenting import segment_texts as segment_texts
from .stream import TokenChunk as TokenChunk
