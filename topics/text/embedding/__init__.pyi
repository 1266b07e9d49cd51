from .embedders import Embedder as Embedder
from .embedders import load_embedder as load_embedder
from .embedding import embed as embed
from .vector_cache import VectorCache as VectorCache
