import json
import shutil
from pathlib import Path

import numpy as np
import pytest

from archway.nlu import encoder, minilm
from archway.nlu.minilm import EncoderError


def test_vectors_are_unit_vectors_in_the_order_of_the_texts(sentence_encoder: encoder.Encoder) -> None:
    texts = ["how long does it last, all in all, from the first session to the last?", "hi", "what does the therapist do"]
    vectors = sentence_encoder.encode(texts)
    assert vectors.shape == (3, 768)
    for half in (vectors[:, :384], vectors[:, 384:]):
        assert np.allclose(np.linalg.norm(half, axis=1), 1, atol=1e-5)
    assert np.array_equal(vectors[1:2], sentence_encoder.encode(["hi"])), "a vector depends on its own text alone"


def test_similar_meaning_is_nearer_than_similar_words(sentence_encoder: encoder.Encoder) -> None:
    question, paraphrase, lookalike = sentence_encoder.encode(["how long does therapy last", "what is the duration of treatment", "how long is the river"])
    assert question @ paraphrase > question @ lookalike


def test_similarities_published_for_the_original_model_are_reproduced(sentence_encoder: encoder.Encoder) -> None:
    """Source: the example on the model's own page."""
    vectors = sentence_encoder.encode(["The weather is lovely today.", "It's so sunny outside!", "He drove to the stadium."])
    original = vectors[:, :384]
    assert np.allclose(original @ original.T, [[1.0, 0.6660, 0.1046], [0.6660, 1.0, 0.1411], [0.1046, 0.1411, 1.0]], atol=0.03)  # eight-bit weights


@pytest.mark.parametrize("text", ["", " ", "🙂", "a" * 5_000, "\u202eabc", "\u0000", "﷽" * 300])
def test_any_text_gives_a_finite_vector(sentence_encoder: encoder.Encoder, text: str) -> None:
    assert np.isfinite(sentence_encoder.encode([text])).all()


def test_many_texts_are_encoded_like_few(sentence_encoder: encoder.Encoder) -> None:
    texts = [f"is {number} a lot of sessions" for number in range(2 * encoder.MANY)]
    assert np.array_equal(sentence_encoder.encode(texts)[-1:], sentence_encoder.encode(texts[-1:]))


def test_nothing_to_encode_gives_no_vectors(sentence_encoder: encoder.Encoder) -> None:
    assert sentence_encoder.encode([]).shape == (0, 768)


def test_cache_gives_the_same_vectors_and_survives_a_damaged_file(sentence_encoder: encoder.Encoder, tmp_path: Path) -> None:
    cached = encoder.CachedEncoder(sentence_encoder, tmp_path / "cache.npz")
    first = cached.encode(["one", "two", "one"])
    assert np.array_equal(first, sentence_encoder.encode(["one", "two", "one"]))
    assert np.array_equal(cached.encode(["two"]), first[1:2])
    (tmp_path / "cache.npz").write_bytes(b"not a cache")
    assert np.array_equal(cached.encode(["one"]), first[:1])


def test_a_training_on_other_texts_leaves_the_cached_vectors(sentence_encoder: encoder.Encoder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    cached = encoder.CachedEncoder(sentence_encoder, tmp_path / "cache.npz")
    vectors = cached.encode(["one", "two"])
    cached.encode(["three"])
    monkeypatch.setattr(sentence_encoder, "encode", lambda texts: pytest.fail(f"encoded again: {texts}"))
    assert np.array_equal(cached.encode(["one", "two"]), vectors)


def test_missing_encoder_says_how_to_build_it(tmp_path: Path) -> None:
    with pytest.raises(EncoderError, match="make encoder"):
        encoder.load(tmp_path)


def test_altered_encoder_is_refused(tmp_path: Path) -> None:
    folder = tmp_path / "encoder"
    folder.mkdir()
    shutil.copy(encoder.DEFAULT_FOLDER / encoder.TOKENIZER, folder)
    (folder / encoder.GRAPH).write_bytes(b"altered")
    (folder / encoder.MANIFEST).write_text((encoder.DEFAULT_FOLDER / encoder.MANIFEST).read_text())
    with pytest.raises(EncoderError, match=r"encoder\.onnx is missing or was altered"):
        encoder.load(folder)


def test_altered_weights_are_refused(tmp_path: Path) -> None:
    weights = tmp_path / "model.safetensors"
    weights.write_bytes(b"something else")
    with pytest.raises(EncoderError, match="sha256"):
        minilm.verified_weights(weights)


def test_fingerprint_is_that_of_the_graph_on_disk() -> None:
    manifest = json.loads((encoder.DEFAULT_FOLDER / encoder.MANIFEST).read_text())
    assert encoder.fingerprint() == manifest[encoder.GRAPH]
