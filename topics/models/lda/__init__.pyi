from .estimator import LDA as LDA
