import warnings
from typing import Any

import numpy as np
import pytest
from scipy.sparse import csr_matrix
from sklearn.neural_network import MLPClassifier

from archway.nlu.network import Network


def clusters(classes: int, each: int = 30) -> tuple[Any, Any]:
    chance = np.random.default_rng(1)
    centres = chance.normal(size=(classes, 20)) * 3
    labels = np.repeat(np.arange(classes), each)
    return (centres[labels] + chance.normal(size=(len(labels), 20))).astype(np.float32), labels


@pytest.mark.parametrize("units", [0, 8])
@pytest.mark.parametrize("classes", [2, 3, 40])
def test_it_says_what_the_trained_learner_says(monkeypatch: pytest.MonkeyPatch, units: int, classes: int) -> None:
    learners: list[MLPClassifier] = []
    fit = MLPClassifier.fit

    def remembered(learner: MLPClassifier, *data: Any) -> MLPClassifier:
        learners.append(fit(learner, *data))
        return learners[-1]

    monkeypatch.setattr(MLPClassifier, "fit", remembered)
    vectors, labels = clusters(classes)
    network = Network(units, steps=50, rate=0.01, seed=1).fit(vectors, labels)
    np.testing.assert_allclose(network.probabilities(vectors[:5]), learners[0].predict_proba(vectors[:5]), atol=1e-5)


@pytest.mark.parametrize("units", [0, 8])
def test_it_learns_from_sparse_features_too(units: int) -> None:
    vectors, labels = clusters(5)
    network = Network(units, steps=300, rate=0.02, seed=1).fit(csr_matrix(vectors), labels)
    assert np.mean(network.labels[network.probabilities(csr_matrix(vectors)).argmax(axis=1)] == labels) > 0.95


def test_stopping_early_on_purpose_warns_of_nothing() -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        Network(0, steps=1, rate=0.01, seed=1).fit(*clusters(3))
