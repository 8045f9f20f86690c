import pickle

import numpy as np
import pytest
from scipy.sparse import hstack
from sklearn.feature_extraction.text import TfidfVectorizer

from archway.nlu.wording import Wording

TEXTS = ["How long does it last?", "how long, how LONG", "what is it", "it is what it is", "does it help with panic", "a", "", "panic panic panic attacks"]


@pytest.fixture(scope="module")
def wording() -> Wording:
    return Wording().fit(TEXTS)


def test_it_weighs_terms_as_scikit_learn_does(wording: Wording) -> None:
    shared = {"sublinear_tf": True, "dtype": np.float32}
    words = TfidfVectorizer(analyzer="word", ngram_range=(1, 2), min_df=1, **shared).fit(TEXTS)
    pieces = TfidfVectorizer(analyzer="char_wb", ngram_range=(2, 5), min_df=2, max_features=20_000, **shared).fit(TEXTS)
    asked = [*TEXTS, "is it long?", "entirely unknown xyzzy", "İ 1!", "pan" * 20 + " ic", "İ\u00a0is"]
    expected = hstack([words.transform(asked), pieces.transform(asked)]).toarray()
    np.testing.assert_allclose(wording.features(asked).toarray(), expected, atol=1e-6)


def test_no_texts_give_no_rows(wording: Wording) -> None:
    assert wording.features([]).shape == (0, wording.features(["a"]).shape[1])


def test_what_was_stored_weighs_the_same(wording: Wording) -> None:
    stored = pickle.loads(pickle.dumps(wording))
    assert (stored.features(TEXTS) != wording.features(TEXTS)).nnz == 0
