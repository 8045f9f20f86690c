"""Rules that are found by intent: the same decisions as Rasa's own policy."""

import itertools
import tempfile
from pathlib import Path
from typing import Any

import pytest
from rasa.core.policies.rule_policy import RULES, RulePolicy
from rasa.engine.graph import ExecutionContext, GraphSchema
from rasa.engine.storage.local_model_storage import LocalModelStorage
from rasa.engine.storage.resource import Resource
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import ActionExecuted, ActionExecutionRejected, ActiveLoop, Event, SlotSet, UserUttered
from rasa.shared.core.generator import TrainingDataGenerator
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.shared.core.training_data.story_reader.yaml_story_reader import YAMLStoryReader
from rasa.shared.core.training_data.structures import StoryGraph

from archway.channel.rules import IndexedRules

pytestmark = pytest.mark.filterwarnings("ignore:Slot auto-fill:UserWarning")

ASKED = ["greet", "bye", "book", "length", "cost", "restart", None]
DOMAIN = """
version: "3.1"
intents: [greet, bye, book, length, cost]
slots: {known: {type: bool, mappings: [{type: custom}]}}
forms: {booking: {required_slots: []}}
actions: [action_first, action_plain, action_known, action_answer]
responses: {utter_greet: [{text: Hello.}], utter_bye: [{text: Bye.}]}
"""
SPOKEN = "  - {rule: spoken, steps: [{user: what exactly}, {action: action_plain}]}\n"
ASKING = """
version: "3.1"
rules:
  - {rule: first of all, conversation_start: true, steps: [{intent: greet}, {action: action_first}]}
  - {rule: later, steps: [{intent: bye}, {action: utter_bye}, {action: utter_greet}]}
  - {rule: known, condition: [{slot_was_set: [{known: true}]}], steps: [{intent: length}, {action: action_known}]}
  - {rule: opens, steps: [{intent: book}, {action: booking}, {active_loop: booking}]}
  - {rule: in the form, condition: [{active_loop: booking}], steps: [{intent: cost}, {action: action_plain}, {action: booking}]}
"""
FALLBACK = {"core_fallback_action_name": "action_answer", "core_fallback_threshold": 0.3, "enable_fallback_prediction": True}


def trained(rules: str, **config: Any) -> tuple[RulePolicy, Domain]:
    domain = Domain.from_yaml(DOMAIN)
    steps = YAMLStoryReader().read_from_string(rules)
    trackers = TrainingDataGenerator(StoryGraph(steps), domain, remove_duplicates=True, augmentation_factor=0).generate()
    with tempfile.TemporaryDirectory() as folder:
        context = ExecutionContext(GraphSchema({}), "rules")
        settings = {**RulePolicy.get_default_config(), **FALLBACK, **config}
        policy = RulePolicy(settings, LocalModelStorage.create(Path(folder)), Resource("rules"), context)
        policy.train(trackers, domain)
    return policy, domain


def said(intent: str | None, text: str = "something") -> UserUttered:
    return UserUttered(text, {"name": intent, "confidence": 1.0} if intent else {})


def conversations(domain: Domain) -> list[DialogueStateTracker]:
    """Each intent said in every state that the rules tell apart, and what comes after each action."""
    starts: list[list[Event]] = [
        [],
        [SlotSet("known", True)],
        [said("greet"), ActionExecuted("utter_greet"), ActionExecuted("action_listen")],
        [said("book"), ActionExecuted("booking"), ActiveLoop("booking"), ActionExecuted("action_listen")],
    ]
    actions = ["utter_bye", "utter_greet", "action_answer", "action_first", "booking"]
    done: list[list[Event]] = [[], [ActionExecutionRejected("booking")], *([ActionExecuted(action)] for action in actions)]
    made = []
    for start, intent, since in itertools.product(starts, ASKED, done):
        events = [ActionExecuted("action_listen"), *start, said(intent), *since]
        made.append(DialogueStateTracker.from_events("a", events, domain.slots))
    made.append(DialogueStateTracker.from_events("a", [ActionExecuted("action_listen"), said("cost", "what exactly")], domain.slots))
    return made


@pytest.mark.parametrize("rules", [ASKING, ASKING + SPOKEN], ids=["by intent alone", "also by text"])
def test_they_decide_as_rasas_own_policy_does(rules: str) -> None:
    theirs, domain = trained(rules, enable_fallback_prediction=False)
    ours = IndexedRules.of(theirs)
    chosen = set()
    for tracker in conversations(domain):
        expected = theirs.predict_action_probabilities(tracker, domain)
        assert ours.predict_action_probabilities(tracker, domain) == expected
        chosen.add(domain.action_names_or_texts[expected.probabilities.index(1.0)] if expected.max_confidence else None)
    assert {"action_first", "utter_bye", "utter_greet", "action_known", "booking", "action_plain", "action_listen", "action_restart", None} <= chosen


def test_only_the_rules_of_the_intent_are_compared(monkeypatch: pytest.MonkeyPatch) -> None:
    theirs, domain = trained(ASKING)
    ours = IndexedRules.of(theirs)
    compared = []

    def noted(rule: str, *rest: Any) -> bool:
        compared.append(rule)
        return bool(RulePolicy._is_rule_applicable(ours, rule, *rest))

    monkeypatch.setattr(ours, "_is_rule_applicable", noted)
    ours.predict_action_probabilities(DialogueStateTracker.from_events("a", [ActionExecuted("action_listen"), said("bye")], domain.slots), domain)
    assert compared and len(set(compared)) < len(theirs.lookup[RULES]) / 2
    assert not any("length" in rule for rule in compared)


@pytest.mark.parametrize("intent", [None, "cost"])
def test_where_no_rule_applies_it_falls_back_once(intent: str | None) -> None:
    theirs, domain = trained(ASKING)
    ours = IndexedRules.of(theirs)
    heard = [ActionExecuted("action_listen"), said(intent)]
    before = DialogueStateTracker.from_events("a", heard, domain.slots)
    after = DialogueStateTracker.from_events("a", [*heard, ActionExecuted("action_answer")], domain.slots)
    names = domain.action_names_or_texts
    first, second = (ours.predict_action_probabilities(tracker, domain) for tracker in (before, after))
    assert names[first.probabilities.index(max(first.probabilities))] == "action_answer"
    assert names[second.probabilities.index(max(second.probabilities))] == "action_listen"
