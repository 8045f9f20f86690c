"""Runs a model's graph in an order that is worked out once (Rasa 3.6).

Rasa's own runner copies the graph's description, rebuilds it for Dask and has Dask order it anew at every run, several times a message; what runs is a
chain in which each part waits for the one before. `tests/channel/test_graph_runner.py` compares the two.
"""

from copy import copy
from typing import Any

from rasa.core.policies.rule_policy import RulePolicy
from rasa.engine.graph import GraphNode
from rasa.engine.runner.dask import DaskGraphRunner

from archway.channel.rules import IndexedRules


class OrderedRunner(DaskGraphRunner):
    """Gives what Rasa's own runner gives, without its preparations, and with rules that are found by intent."""

    _orders: dict[tuple[str, ...], list[tuple[GraphNode, tuple[str, ...]]]]

    @classmethod
    def of(cls, runner: DaskGraphRunner) -> "OrderedRunner":
        """Give a runner with the same loaded parts."""
        same = cls.__new__(cls)
        same.__dict__.update(runner.__dict__)
        same._orders = {}
        same._instantiated_nodes = {name: _indexed(node) for name, node in runner._instantiated_nodes.items()}
        return same

    def run(self, inputs: dict[str, Any] | None = None, targets: list[str] | None = None) -> dict[str, Any]:
        """Give the output of each target. `inputs`: by placeholder; `targets`: names of nodes, None for those of the graph."""
        wanted = tuple(targets or self._graph_schema.target_names)
        if wanted not in self._orders:
            self._orders[wanted] = self._order(wanted)
        found = dict(inputs or {})
        for node, needs in self._orders[wanted]:
            name, output = node(*((need, found[need]) if need in found else need for need in needs))  # a node says itself what it misses
            found[name] = output
        return {target: found[target] for target in wanted}

    def _order(self, targets: tuple[str, ...]) -> list[tuple[GraphNode, tuple[str, ...]]]:
        """The nodes that the targets need, each after those that it needs itself."""
        nodes = self._graph_schema.nodes
        ordered: dict[str, tuple[str, ...]] = {}

        def add(name: str) -> None:
            if name in nodes and name not in ordered:
                needs = tuple(nodes[name].needs.values())
                for need in needs:
                    add(need)
                ordered[name] = needs

        for target in targets:
            add(target)
        return [(self._instantiated_nodes[name], needs) for name, needs in ordered.items()]


def _indexed(node: GraphNode) -> GraphNode:
    """Give a node of its own to Rasa's rule policy, for the model's node stays as it is; a policy that an operator derived from it is left alone."""
    if type(node._component) is not RulePolicy:
        return node
    own = copy(node)
    own._component = IndexedRules.of(node._component)
    return own
