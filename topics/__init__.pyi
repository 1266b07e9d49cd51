from . import plot as plot
from .comparison.comparing import compare as compare
from .config import load_settings as load_settings
from .corpus.audit import inspect as inspect
from .corpus.corpus import read as read
from .corpus.types import Corpus as Corpus
from .display.options import options as options
from .engines import ENGINES as ENGINES
from .errors import TopicsError as TopicsError
from .errors import TopicsWarning as TopicsWarning
from .evaluate.engine_agreement import agreement as agreement
from .evaluate.stability import stability as stability
from .evaluate.topic_coherence import coherence as coherence
from .inference import infer as infer
from .models.fitting import fit as fit
from .models.lda.estimator import LDA as LDA
from .models.own_models import from_gensim as from_gensim
from .models.own_models import from_sklearn as from_sklearn
from .models.own_models import from_tomotopy as from_tomotopy
from .models.types import TopicModel as TopicModel
from .pipeline import run as run
from .reruns import recode as recode
from .retraining import retrain as retrain
from .runs.store import load_run as load_run
from .sensitivity_analysis import sensitivity as sensitivity
from .showing import show as show
from .text.counting.matrix import count as count
from .text.counting.weights import weigh as weigh
from .text.embedding.embedding import embed as embed
from .text.lexicon.lexicon import load_lexicon as load_lexicon
from .text.segmentation.segmenting import segment as segment
from .text.types import DocTermMatrix as DocTermMatrix
from .text.types import Tokens as Tokens
from .themes.codebook import load_codebook as load_codebook
from .themes.coding import code as code
from .themes.labelling import label as label
from .themes.labelling import start_words as start_words
from .themes.types import Codebook as Codebook
from .themes.types import CodedParagraphs as CodedParagraphs
from .themes.types import Themes as Themes

__all__ = [
    "ENGINES",
    "LDA",
    "Codebook",
    "CodedParagraphs",
    "Corpus",
    "DocTermMatrix",
    "Themes",
    "Tokens",
    "TopicModel",
    "TopicsError",
    "TopicsWarning",
    "agreement",
    "code",
    "coherence",
    "compare",
    "count",
    "embed",
    "fit",
    "from_gensim",
    "from_sklearn",
    "from_tomotopy",
    "infer",
    "inspect",
    "label",
    "load_codebook",
    "load_lexicon",
    "load_run",
    "load_settings",
    "options",
    "plot",
    "read",
    "recode",
    "retrain",
    "run",
    "segment",
    "sensitivity",
    "show",
    "stability",
    "start_words",
    "weigh",
]
