"""Learns how much each sign of danger counts, from scores of examples that the scoring models have not seen. `make danger-weights` prints them."""

import numpy as np
from rasa.shared.nlu.training_data.loading import load_data
from rich.progress import track
from scipy.sparse import csr_matrix
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import StratifiedKFold

from archway.nlu import encoder
from archway.nlu.danger import SEED, DangerModel
from archway.nlu.examples import labelled
from archway.nlu.topic_classifier import CRISIS_INTENT
from archway.nlu.wording import Wording

FOLDS = 4
THRESHOLDS = (0.04, 0.08, 0.16, 0.22, 0.3, 0.5)


def unseen_signs(wording: csr_matrix, vectors: np.ndarray, dangerous: np.ndarray) -> np.ndarray:
    """Give the signs of each text, from a model that was trained without its fold: float64 of shape (texts, 4)."""
    signs = np.zeros((len(dangerous), 4))
    folds = StratifiedKFold(FOLDS, shuffle=True, random_state=SEED).split(vectors, dangerous)
    for seen, unseen in track(folds, "Scoring", FOLDS):
        signs[unseen] = DangerModel().fit(wording[seen], vectors[seen], dangerous[seen]).signs(wording[unseen], vectors[unseen])
    return signs


def main() -> None:
    """Print the weights, and what thresholds on such scores find and mistake."""
    examples = labelled(load_data("data/nlu"))
    texts = [example.get("text") for example in examples]
    dangerous = np.array([example.get("intent") == CRISIS_INTENT for example in examples])
    signs = unseen_signs(
        Wording().fit(texts).features(texts), encoder.CachedEncoder(encoder.load(), encoder.DEFAULT_FOLDER / encoder.CACHE).encode(texts), dangerous
    )
    combined = LogisticRegression().fit(signs, dangerous)
    print("weights", combined.coef_[0].round(2).tolist(), "offset", combined.intercept_.round(2).tolist())
    scores = combined.predict_proba(signs)[:, 1]
    for threshold in THRESHOLDS:
        print(f"{threshold:.2f}: finds {np.mean(scores[dangerous] >= threshold):.1%}, mistakes {np.mean(scores[~dangerous] >= threshold):.1%} of the harmless")


if __name__ == "__main__":
    main()
