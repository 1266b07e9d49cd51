"""Topic models of Chinese speeches: from dirty compilations to named themes.

::

    corpus = topics.read("seeds")
    tokens = topics.segment(corpus)
    matrix = topics.count(tokens, unit="paragraph")
    model = topics.fit(matrix, "lda", n_components=10, random_state=1)
    themes = topics.label(model, topics.load_codebook())
    coded = topics.code(corpus, model, themes)

`topics.run` does all of it and writes the report, as the command ``topics run`` does.
"""

import sys as _sys

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)

if "ipykernel" in _sys.modules:
    from .display.notices import show_warnings_in_notebook

    show_warnings_in_notebook()
    del show_warnings_in_notebook
