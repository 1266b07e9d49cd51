"""scikit-learn's own checks of estimators, over every engine."""

from __future__ import annotations

import pytest
from sklearn.utils.estimator_checks import parametrize_with_checks

from topics.engines import ENGINES

# A few passes are enough for most of what is tested here.
pytestmark = pytest.mark.filterwarnings("ignore::sklearn.exceptions.ConvergenceWarning")

# These fit random points: real numbers without dense regions, some with n_components = 1.
RANDOM_POINTS = (
    "check_dict_unchanged",
    "check_dont_overwrite_parameters",
    "check_dtype_object",
    "check_estimators_dtypes",
    "check_estimators_fit_returns_self",
    "check_estimators_nan_inf",
    "check_estimators_overwrite_params",
    "check_estimators_pickle",
    "check_f_contiguous_array_estimator",
    "check_fit2d_1feature",
    "check_fit2d_1sample",
    "check_fit2d_predict1d",
    "check_fit_score_takes_y",
    "check_methods_sample_order_invariance",
    "check_methods_subset_invariance",
    "check_n_features_in_after_fitting",
    "check_pipeline_consistency",
    "check_readonly_memmap_input",
    "check_transformer_data_not_an_array",
    "check_transformer_general",
    "check_transformer_preserve_dtypes",
)
REAL_NUMBERS = (
    *RANDOM_POINTS,
    "check_estimator_sparse_array",
    "check_estimator_sparse_matrix",
    "check_estimator_sparse_tag",
    "check_fit_check_is_fitted",
    "check_fit_idempotent",
    "check_n_features_in",
    "check_transformer_n_iter",
)
SHARES_OF_THE_FIT = ("check_transformer_data_not_an_array", "check_transformer_general")
# What an engine cannot keep, the checks that it therefore fails, and why.
FAILED = (
    ("n_components", RANDOM_POINTS, "the check's points have no two dense regions"),
    ("transform", SHARES_OF_THE_FIT, "fit_transform returns the shares that the fit found"),
    ("real weights", REAL_NUMBERS, "the check's matrix does not hold integers"),
)


def expected_failed_checks(estimator):
    """Return the checks that an engine cannot pass, each with its reason."""
    path = f"{type(estimator).__module__}:{type(estimator).__name__}"
    (engine,) = (engine for engine in ENGINES.values() if engine.estimator == path)
    return {
        check: reason
        for exception, checks, reason in FAILED
        if exception in engine.cannot
        for check in checks
    }


def estimators():
    """Return one small estimator of each engine."""
    every = [engine.build(n_components=2) for engine in ENGINES.values()]
    for estimator in every:
        if "max_iter" in estimator.get_params():
            estimator.set_params(max_iter=20)
    return every


@pytest.mark.thorough
# Not strict: on another machine a check of this list may pass.
@parametrize_with_checks(estimators(), expected_failed_checks=expected_failed_checks)
def test_scikit_learns_own_checks_pass(estimator, check):
    """Every engine keeps what scikit-learn asks of an estimator, declared exceptions aside."""
    check(estimator)
