from .codebook import load_codebook as load_codebook
from .coding import code as code
from .labelling import label as label
from .labelling import start_words as start_words
from .types import Codebook as Codebook
from .types import CodedParagraphs as CodedParagraphs
from .types import Theme as Theme
from .types import Themes as Themes
