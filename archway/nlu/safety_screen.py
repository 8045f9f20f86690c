"""The safety screen as a Rasa component: the last word on whether a message tells of danger."""

from dataclasses import asdict
from typing import Any, Dict, List, Type

import numpy as np
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.shared.nlu.constants import INTENT, INTENT_NAME_KEY, INTENT_RANKING_KEY, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData
from scipy.sparse import vstack

from archway.nlu import danger
from archway.nlu.examples import labelled
from archway.nlu.question_splitter import QUESTIONS
from archway.nlu.sentence_encoder import SentenceEncoder, vectors
from archway.nlu.topic_classifier import CRISIS_INTENT
from archway.nlu.trained import TrainedComponent
from archway.nlu.wording_featurizer import WordingFeaturizer, wording

DANGER = "danger"


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class SafetyScreen(TrainedComponent):
    """Sets `danger` (level, tier, score) and, on level crisis, the intent `crisis`, whatever the topic classifier thinks.

    A pattern's word counts by itself, save where the message tells of years ago and the model finds no danger in it: that is unsure. So is a message
    that says there is no danger, unless something else in it matches a pattern or the model is sure.
    Right after a message about danger, what is unsure or still speaks of it counts as danger too, but not what denies it: somebody was misunderstood.
    On level unsure the question is answered and the support line added. Where the training data holds no intent `crisis`
    (a public benchmark, say) there is nothing to learn from, and the intent is left alone. A text whose spelling was corrected is scored
    in both forms, and the higher score counts.
    """

    file = "danger.joblib"

    @classmethod
    def required_components(cls) -> List[Type]:
        """It has the last word, after the classifier."""
        return [SentenceEncoder, WordingFeaturizer]

    @staticmethod
    def get_default_config() -> Dict[str, Any]:
        """Scores from which a message counts as such: `denied_at` one that says there is no danger, `short_at` one of no more words than `short`.

        How they were chosen stands in docs/understanding.md.
        """
        return {"crisis_at": 0.3, "unsure_at": 0.08, "denied_at": 0.85, "short": 9, "short_at": 0.35}

    def train(self, training_data: TrainingData) -> Resource:
        """Learn from the examples of the intent `crisis` against all others, as they are written."""
        examples = labelled(training_data)
        dangerous = [e.get(INTENT) == CRISIS_INTENT for e in examples]
        if not any(dangerous):
            return self._keep(None)
        features, meaning = vstack([wording(e).written for e in examples]).tocsr(), np.concatenate([vectors(e).written for e in examples])
        return self._keep(danger.DangerModel().fit(features, meaning, dangerous))

    def process(self, messages: List[Message], tracker: DialogueStateTracker) -> List[Message]:
        """Set `danger`, and the intent where there is danger."""
        if self._model is not None:
            told_before = _told_of_danger(tracker)
            for message in messages:
                self._screen(self._model, message, told_before)
        return messages

    def _screen(self, model: danger.DangerModel, message: Message, told_before: bool) -> None:
        ranking = message.get(INTENT_RANKING_KEY) or []
        verdict = self._verdict(model, message, told_before)
        message.set(DANGER, asdict(verdict), add_to_output=True)
        others = _without_crisis(ranking)
        if verdict.level == danger.CRISIS:
            others.insert(0, {"name": CRISIS_INTENT, "confidence": 1.0})
        if others:
            message.set(INTENT, others[0], add_to_output=True)
            message.set(INTENT_RANKING_KEY, others, add_to_output=True)
        questions = [{**q, "ranking": _without_crisis(q.get("ranking", []))} for q in message.get(QUESTIONS) or []]
        message.set(QUESTIONS, questions, add_to_output=True)

    def _verdict(self, model: danger.DangerModel, message: Message, told_before: bool) -> danger.Verdict:
        text = message.get(TEXT) or ""
        tier = danger.match(text)
        score = float(model.scores(wording(message).message_both_ways, vectors(message).message_both_ways).max())
        if not tier and danger.is_denied(text):
            return danger.Verdict(danger.CRISIS if score >= self._config["denied_at"] else danger.UNSURE, None, score)
        if tier and (score >= self._config["unsure_at"] or not danger.is_long_ago(text)):
            return danger.Verdict(danger.CRISIS, tier, 1.0)
        if score >= self._config["short_at" if len(text.split()) <= self._config["short"] else "crisis_at"]:
            return danger.Verdict(danger.CRISIS, None, score)
        doubtful = tier is not None or score >= self._config["unsure_at"]
        if told_before and (doubtful or danger.is_still_in_need(text)):
            return danger.Verdict(danger.CRISIS, None, score)
        return danger.Verdict(danger.UNSURE if doubtful else danger.NONE, None, score)


def _told_of_danger(tracker: DialogueStateTracker | None) -> bool:
    """Whether the message before this one told of danger."""
    before = tracker.latest_message if tracker else None
    return before is not None and before.intent.get(INTENT_NAME_KEY) == CRISIS_INTENT


def _without_crisis(ranking: List[Dict[str, Any]]) -> List[Dict[str, Any]]:
    """The other intents, their confidences adding up to 1 again: whether there is danger is for the screen alone to say."""
    others = [r for r in ranking if r["name"] != CRISIS_INTENT]
    rest = 1.0 - sum(r["confidence"] for r in ranking if r["name"] == CRISIS_INTENT)
    return [{**r, "confidence": r["confidence"] / rest} for r in others] if rest > 0 else others
