"""A small correction of the encoder's last layers, learnt from this assistant's own examples, and how it is learnt.

Low-rank adaptation (LoRA, Hu et al., 2021): each weight matrix W of the last layers becomes W + down·up, with the two small matrices trained
to tell the topics apart while everything else stays frozen. The result, a few hundred kB, is kept beside this file and built into the encoder;
the encoder gives the original vector and the adapted one side by side. `make adapt` learns it anew, which takes some minutes and is worth it
only after a large change of data/nlu.
"""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
from tokenizers import Tokenizer

from archway.nlu.minilm import HEADS, LAYERS, WIDTH, verified_weights, weights_folder

FILE = Path(__file__).with_name("adaptation.npz")
ADAPTED = range(LAYERS - 2, LAYERS)
MATRICES = ("attention.self.query", "attention.self.key", "attention.self.value", "attention.output.dense", "intermediate.dense", "output.dense")
RANK = 12
EPOCHS = 3
BATCH = 32
RATE, HEAD_RATE = 1e-3, 4e-3
SHARPNESS = 12.0  # vectors have length 1: the scores must be able to exceed 1
SMOOTHING = 0.1
DROPOUT = 0.2
MAX_TOKENS = 128
SEED = 5


def load_adaptation(path: Path = FILE) -> dict[str, np.ndarray]:
    """Give, for each adapted matrix `encoder.layer.N.NAME`, the change to add to its weight: float32 of the weight's shape."""
    with np.load(path) as stored:
        names = {key.rsplit(".", 1)[0] for key in stored.files}
        return {name: (stored[f"{name}.down"].astype(np.float32) @ stored[f"{name}.up"].astype(np.float32)).T for name in names}


def learn(texts: list[str], topics: list[str]) -> dict[str, np.ndarray]:
    """Learn the two small matrices of each adapted one from texts and their topics. Prints progress. Needs TensorFlow and some minutes."""
    import tensorflow as tf  # only here: nothing else of the pipeline needs it

    tf.keras.utils.set_random_seed(SEED)
    weights = verified_weights(weights_folder() / "model.safetensors")
    network = _Network(tf, weights, len(set(topics)))
    names = sorted(set(topics))
    targets = np.array([names.index(topic) for topic in topics], np.int32)
    prepared = [(rows, network.frozen(ids, mask), mask) for rows, ids, mask in _batches(texts)]
    shuffle = np.random.default_rng(SEED)
    total = EPOCHS * len(prepared)
    for epoch in range(EPOCHS):
        shuffle.shuffle(prepared)
        for index, (rows, hidden, mask) in enumerate(prepared):
            done = epoch * len(prepared) + index
            loss = network.step(hidden, mask, targets[rows], pace=min(1.0, (done + 1) / 30) * max(0.02, 1 - done / total))
            if index % 50 == 0:
                print(f"epoch {epoch + 1} of {EPOCHS}, batch {index + 1} of {len(prepared)}, loss {loss:.2f}", flush=True)
    return {name: variable.numpy().astype(np.float16) for name, variable in network.small.items()}


def _batches(texts: list[str]) -> Iterator[tuple[np.ndarray, np.ndarray, np.ndarray]]:
    """Give (rows, ids, mask) with texts of like length together, so that little is padding."""
    tokenizer = Tokenizer.from_file(str(weights_folder() / "tokenizer.json"))
    tokenizer.enable_truncation(MAX_TOKENS)
    tokenizer.no_padding()
    tokens = [encoding.ids for encoding in tokenizer.encode_batch(texts)]
    jitter = np.random.default_rng(SEED).random(len(texts)) * 3
    order = np.argsort([len(ids) + extra for ids, extra in zip(tokens, jitter, strict=True)])
    for start in range(0, len(order), BATCH):
        rows = order[start : start + BATCH]
        width = max(len(tokens[row]) for row in rows)
        ids, mask = np.zeros((len(rows), width), np.int32), np.zeros((len(rows), width), np.float32)
        for place, row in enumerate(rows):
            ids[place, : len(tokens[row])], mask[place, : len(tokens[row])] = tokens[row], 1
        yield rows, ids, mask


class _Network:
    """The encoder in TensorFlow: frozen lower layers, adapted upper ones, and a linear head that is thrown away afterwards."""

    def __init__(self, tf: Any, weights: dict[str, np.ndarray], topics: int) -> None:
        self.tf, self.weights = tf, weights
        self.small = {}
        for layer in ADAPTED:
            for name in MATRICES:
                outward, inward = weights[f"encoder.layer.{layer}.{name}.weight"].shape
                key = f"encoder.layer.{layer}.{name}"
                self.small[f"{key}.down"] = tf.Variable(tf.random.normal([inward, RANK], stddev=0.02))
                self.small[f"{key}.up"] = tf.Variable(tf.zeros([RANK, outward]))
        self.head = [tf.Variable(tf.random.normal([WIDTH, topics], stddev=0.05)), tf.Variable(tf.zeros([topics]))]
        self.optimizer, self.head_optimizer = tf.keras.optimizers.legacy.Adam(RATE), tf.keras.optimizers.legacy.Adam(HEAD_RATE)
        ids = tf.TensorSpec([None, None], tf.int32)
        mask, hidden = tf.TensorSpec([None, None]), tf.TensorSpec([None, None, WIDTH])
        self.frozen = tf.function(self._frozen, input_signature=[ids, mask])
        self._train = tf.function(self._update, input_signature=[hidden, mask, tf.TensorSpec([None], tf.int32)])

    def step(self, hidden: Any, mask: Any, targets: np.ndarray, pace: float) -> float:
        self.optimizer.learning_rate, self.head_optimizer.learning_rate = RATE * pace, HEAD_RATE * pace
        return float(self._train(hidden, mask, targets))

    def _update(self, hidden: Any, mask: Any, targets: Any) -> Any:
        tf, small = self.tf, list(self.small.values())
        with tf.GradientTape() as tape:
            wanted = tf.one_hot(targets, self.head[1].shape[0]) * (1 - SMOOTHING) + SMOOTHING / self.head[1].shape[0]
            vectors = tf.nn.dropout(self._vectors(hidden, mask), DROPOUT)
            scores = SHARPNESS * vectors @ self.head[0] + self.head[1]
            loss = tf.reduce_mean(tf.nn.softmax_cross_entropy_with_logits(wanted, scores))
        gradients = tape.gradient(loss, small + self.head)
        self.optimizer.apply_gradients(zip(gradients[: len(small)], small))  # noqa: B905 (TensorFlow rewrites zip, without strict)
        self.head_optimizer.apply_gradients(zip(gradients[len(small) :], self.head))  # noqa: B905
        return loss

    def _frozen(self, ids: Any, mask: Any) -> Any:
        tf, weights = self.tf, self.weights
        words = tf.gather(weights["embeddings.word_embeddings.weight"], ids)
        places = tf.constant(weights["embeddings.position_embeddings.weight"])[: tf.shape(ids)[1]]
        hidden = words + places + weights["embeddings.token_type_embeddings.weight"][0]
        hidden = self._norm(hidden, "embeddings.LayerNorm")
        for layer in range(ADAPTED.start):
            hidden = self._layer(hidden, mask, f"encoder.layer.{layer}")
        return hidden

    def _vectors(self, hidden: Any, mask: Any) -> Any:
        for layer in ADAPTED:
            hidden = self._layer(hidden, mask, f"encoder.layer.{layer}")
        total = self.tf.reduce_sum(hidden * mask[:, :, None], 1)
        return self.tf.math.l2_normalize(total / self.tf.reduce_sum(mask, 1, keepdims=True), 1)

    def _layer(self, hidden: Any, mask: Any, name: str) -> Any:
        tf = self.tf
        bias = ((mask - 1) * 10_000.0)[:, None, None, :]
        shape = tf.shape(hidden)

        def heads(part: str) -> Any:
            split = tf.reshape(self._linear(hidden, f"{name}.attention.self.{part}"), [shape[0], shape[1], HEADS, WIDTH // HEADS])
            return tf.transpose(split, [0, 2, 1, 3])

        query, key, value = heads("query"), heads("key"), heads("value")
        attention = tf.nn.softmax(tf.matmul(query, key, transpose_b=True) / float(np.sqrt(WIDTH // HEADS)) + bias)
        mixed = tf.reshape(tf.transpose(attention @ value, [0, 2, 1, 3]), shape)
        hidden = self._norm(self._linear(mixed, f"{name}.attention.output.dense") + hidden, f"{name}.attention.output.LayerNorm")
        wide = tf.nn.gelu(self._linear(hidden, f"{name}.intermediate.dense"))
        return self._norm(self._linear(wide, f"{name}.output.dense") + hidden, f"{name}.output.LayerNorm")

    def _linear(self, value: Any, name: str) -> Any:
        plain = self.tf.matmul(value, self.weights[f"{name}.weight"].T) + self.weights[f"{name}.bias"]
        if f"{name}.down" not in self.small:
            return plain
        return plain + self.tf.matmul(self.tf.matmul(value, self.small[f"{name}.down"]), self.small[f"{name}.up"])

    def _norm(self, value: Any, name: str) -> Any:
        mean, variance = self.tf.nn.moments(value, [-1], keepdims=True)
        return (value - mean) * self.tf.math.rsqrt(variance + 1e-12) * self.weights[f"{name}.weight"] + self.weights[f"{name}.bias"]


def main() -> None:
    """Learn the adaptation from data/nlu and write it beside this file, whole or not at all."""
    from rasa.shared.nlu.constants import INTENT, TEXT
    from rasa.shared.nlu.training_data.loading import load_data

    from archway.nlu.examples import alone

    examples = alone(load_data("data/nlu"))
    small = learn([e.get(TEXT) for e in examples], [e.get(INTENT) for e in examples])
    partial = FILE.with_suffix(".partial.npz")
    np.savez_compressed(partial, **small)
    os.replace(partial, FILE)
    print(f"Wrote {FILE.name} ({FILE.stat().st_size // 1000} kB); now run `make run` or `make train`, which build the encoder anew")


if __name__ == "__main__":
    main()
