"""Training that ends after a set number of rounds on purpose."""

import warnings
from collections.abc import Iterator
from contextlib import contextmanager

from sklearn.exceptions import ConvergenceWarning


@contextmanager
def stopping_early() -> Iterator[None]:
    """Keep scikit-learn from warning that training stops before it converges: that is what keeps these models from overfitting."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ConvergenceWarning)
        yield
