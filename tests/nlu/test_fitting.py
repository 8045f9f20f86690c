import warnings

import numpy as np
from sklearn.linear_model import LogisticRegression

from archway.nlu.fitting import FEW, fitted, fitted_side_by_side


def test_models_fitted_side_by_side_are_those_fitted_one_by_one() -> None:
    chance = np.random.default_rng(1)
    features = chance.normal(size=(FEW + 1, 4))
    labels = features @ chance.normal(size=(4, 3)) > 0
    jobs = [(LogisticRegression(C=strength), features, of_one) for strength, of_one in zip((0.1, 1.0, 10.0), labels.T, strict=True)]
    for together, (model, *what) in zip(fitted_side_by_side(jobs), jobs, strict=True):
        np.testing.assert_array_equal(together.coef_, fitted(model, *what).coef_)


def test_a_model_that_stops_early_on_purpose_warns_of_nothing() -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        fitted(LogisticRegression(max_iter=1), np.arange(20.0)[:, None], np.arange(20) > 7)
