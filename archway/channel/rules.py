"""Rasa's rule policy with its rules found by intent, and an end to falling back (Rasa 3.6).

Rasa's own compares every rule with every message, twice, and takes each rule's text apart again once there are more than a thousand: with 640 topics
that is half of a message's time. `tests/channel/test_rules.py` compares the two.
"""

import json
from collections import defaultdict
from typing import Any

from rasa.core.policies.policy import PolicyPrediction
from rasa.core.policies.rule_policy import RULES, RulePolicy
from rasa.shared.core.constants import ACTION_LISTEN_NAME, PREVIOUS_ACTION, SHOULD_NOT_BE_SET, USER
from rasa.shared.core.domain import Domain, State
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.shared.nlu.constants import INTENT


class IndexedRules(RulePolicy):
    """Predicts what Rasa's own rule policy predicts, save that it falls back once a message."""

    _of_intent: dict[str | None, dict[str, str]]

    @classmethod
    def of(cls, policy: RulePolicy) -> "IndexedRules":
        """Give a policy with the same trained rules."""
        same = cls.__new__(cls)
        same.__dict__.update(policy.__dict__)
        same._of_intent = defaultdict(dict)
        for rule, action in policy.lookup.get(RULES, {}).items():
            same._of_intent[_intent_needed(json.loads(rule))][rule] = action
        return same

    def _predict(self, tracker: DialogueStateTracker, domain: Domain) -> tuple[PolicyPrediction, str | None]:
        prediction, source = super()._predict(tracker, domain)
        prediction.policy_name = RulePolicy.__name__
        answered = tracker.latest_action_name == self._fallback_action_name
        if self._enable_fallback_prediction and answered and prediction.probabilities == self._default_predictions(domain):
            # No rule applies and the fallback has spoken. Rasa's own policy lets it speak until ten actions are through.
            prediction.probabilities = super(RulePolicy, self)._default_predictions(domain)
            prediction.probabilities[domain.index_for_action(ACTION_LISTEN_NAME)] = self.config["core_fallback_threshold"]
        return prediction, source

    def _find_action_from_rules(self, tracker: DialogueStateTracker, domain: Domain, use_text_for_last_user_input: bool) -> tuple[str | None, str | None, bool]:
        if use_text_for_last_user_input and not self._of_intent.get(None) and not tracker.active_loop_name:
            return None, None, False  # every rule asks for an intent, and the text has none
        found: tuple[str | None, str | None, bool] = super()._find_action_from_rules(tracker, domain, use_text_for_last_user_input)
        return found

    def _get_possible_keys(self, lookup: dict[str, str], states: list[State]) -> set[str]:
        if lookup is self.lookup.get(RULES) and states:
            intent = states[-1].get(USER, {}).get(INTENT)
            lookup = {**self._of_intent.get(intent, {}), **self._of_intent.get(None, {})}
        possible: set[str] = super()._get_possible_keys(lookup, states)
        return possible


def _intent_needed(states: list[dict[str, Any]]) -> str | None:
    """Give the intent without which a rule does not apply, None for a rule that may apply to any."""
    last = states[-1] if states else {}
    intent = last.get(USER, {}).get(INTENT)
    # a rule without an action before it may apply wherever a conversation starts
    return intent if intent and intent != SHOULD_NOT_BE_SET and last.get(PREVIOUS_ACTION) else None
