import numpy as np
import pytest
from sklearn.neural_network import MLPClassifier

from archway.nlu.fitting import fitted
from archway.nlu.network import probabilities


@pytest.mark.parametrize("classes", [2, 3, 40])
def test_it_says_what_scikit_learn_says(classes: int) -> None:
    chance = np.random.default_rng(1)
    vectors = chance.normal(size=(4 * classes, 20)).astype(np.float32)
    network = fitted(MLPClassifier((8,), max_iter=5, random_state=1), vectors, np.arange(len(vectors)) % classes)
    np.testing.assert_allclose(probabilities(network, vectors[:5]), network.predict_proba(vectors[:5]), atol=1e-6)
