"""The one action: answers whatever was asked, from the content."""

from dataclasses import asdict, replace
from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.content.versions import article_of
from actions.dialogue import Context, Question, remember
from actions.resolving import resolve
from actions.wording import Utterance, utterance


class ActionAnswer(Action):
    """Reads the tracker, decides, utters, and remembers what the answer was about."""

    def name(self) -> str:
        """Its name in the domain."""
        return "action_answer"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[dict[str, Any]]:
        """Utter one message for each question, each with topic, source and suggestions."""
        article = article_of((tracker.latest_message.get("metadata") or {}).get("content"))
        context = read_context(tracker.get_slot("context"))
        whole, parts = read_questions(tracker.latest_message)
        replies = resolve(whole, parts, context, article)
        for reply in replies:
            say(dispatcher, utterance(reply, article))
        if tracker.latest_message.get("danger", {}).get("level") == "unsure":
            dispatcher.utter_message(response="utter_support_line", support=True)
        return [SlotSet("context", asdict(remember(replies, context, next(iter(whole.ids("condition")), None))))]


def read_context(slot: dict[str, Any] | None) -> Context:
    """Give the context that the slot holds."""
    stored = slot or {}
    return Context(**{**stored, "offered": tuple(stored.get("offered", ()))})


def read_questions(message: dict[str, Any]) -> tuple[Question, list[Question]]:
    """Give the whole message as a question, and its separate questions, from what the pipeline found."""
    entities = message.get("entities") or []
    ranking = message.get("intent_ranking") or [message["intent"]]
    if ranking[0]["name"] != message["intent"]["name"]:  # a button's choice carries an intent and no ranking of its own
        ranking = [message["intent"]]
    whole = _question(message.get("text") or "", ranking, entities, message.get("aspects"))
    whole = replace(whole, several=float(message.get("several", 1.0)))
    parts = [
        replace(_question(q["text"], q["ranking"], _within(entities, q), q.get("aspects")), loose=bool(q.get("loose"))) for q in message.get("questions") or []
    ]
    return whole, parts if len(ranking) > 1 else []


def _within(entities: list[dict[str, Any]], question: dict[str, Any]) -> list[dict[str, Any]]:
    return [entity for entity in entities if question["start"] <= entity["start"] < question["end"]]


def _question(text: str, ranking: list[dict[str, Any]], entities: list[dict[str, Any]], aspects: dict[str, list[Any]] | None) -> Question:
    likeliest = {comparison: (str(name), float(confidence)) for comparison, (name, confidence) in (aspects or {}).items()}
    return Question(text, [(r["name"], r["confidence"]) for r in ranking], [(e["entity"], e["value"]) for e in entities], aspects=likeliest)


def say(dispatcher: CollectingDispatcher, said: Utterance) -> None:
    """Hand an utterance to Rasa; topic and metadata reach the channel with it."""
    buttons = [{"title": title, "payload": f"/{intent}"} for title, intent in said.buttons]
    dispatcher.utter_message(text=said.text, response=said.response, buttons=buttons, topic=said.topic, **said.metadata, **said.values)
