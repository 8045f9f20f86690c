"""Trains scikit-learn's models: a set number of rounds, and several side by side."""

import warnings
from typing import Any, Iterable

from joblib import Parallel, delayed
from sklearn.exceptions import ConvergenceWarning

FEW = 2_000  # examples; up to here training is quicker than starting another process


def fitted(model: Any, features: Any, labels: Any) -> Any:
    """Fit a model and give it.

    scikit-learn's warning that training stops before it converges is left out: that is what keeps these models from overfitting.
    """
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ConvergenceWarning)
        return model.fit(features, labels)


def fitted_side_by_side(jobs: Iterable[tuple[Any, Any, Any]]) -> list[Any]:
    """Fit models that need nothing of each other, one a core, and give them in order. `jobs`: a model, its features and its labels each.

    The processes share the features' memory, and copy what they write to: scikit-learn sorts sparse features in place.
    """
    several = list(jobs)
    processes = 1 if all(len(labels) <= FEW for _, _, labels in several) else -1
    return list(Parallel(processes, mmap_mode="c")(delayed(fitted)(*job) for job in several))
