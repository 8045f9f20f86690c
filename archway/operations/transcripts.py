"""Reads stored conversations as turns: what a visitor said, how it was understood, what was answered, and what they thought of it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

from rasa.shared.core.events import ActionExecuted, BotUttered, Event, SlotSet, UserUttered

from actions.content.loader import load_article
from archway.channel.answers import answers
from archway.channel.feedback import SLOT, Vote, votes
from archway.nlu import danger

CRISIS = "crisis"
NAMING, OWN_SUBJECT = {"therapy", "condition", "subject"}, "psychodynamic_therapy"
NOT_AN_ANSWER = {"action_listen", "action_session_start"}


@dataclass(frozen=True)
class Answered:
    """One answer as the visitor got it: its topic, whether the article covers what was asked, the topics it suggested, and the vote on it."""

    topic: str
    covered: bool
    suggested: tuple[str, ...]
    vote: Vote | None = None


@dataclass(frozen=True)
class Turn:
    """A visitor's message and its answers.

    `said` was typed, `choice` was chosen from the suggestions; one of them is None. `ranking`: topics with confidences as they were understood.
    `named`: ids of the therapies, conditions and subjects in it.
    `model`: the one that answered. `dangerous`: it told of danger, or may have, or danger had been told before. `seconds`: until
    the answer, where that was recorded.
    """

    conversation: str
    at: datetime
    said: str | None
    choice: str | None
    intent: str
    ranking: tuple[tuple[str, float], ...]
    named: frozenset[str]
    answered: tuple[Answered, ...]
    actions: tuple[str, ...]
    model: str | None
    dangerous: bool
    seconds: float | None

    @property
    def topics(self) -> list[str]:
        """The topics that were answered, in order."""
        return [answer.topic for answer in self.answered]


def turns(conversation: str, events: Iterable[Event]) -> list[Turn]:
    """Give a conversation's turns, oldest first; the greeting is none."""
    events = list(events)
    voted = votes(events)
    found: list[Turn] = []
    endangered = False
    for message, following in _messages(events):
        told = any(isinstance(event, SlotSet) and event.key == "danger" and event.value for event in following)
        crisis = _is_crisis(message)
        endangered = endangered or told or crisis
        found.append(_turn(conversation, message, following, voted, endangered or _is_doubtful(message)))
    return found


def vote_tells_of_danger(events: Iterable[Event]) -> bool:
    """Tell whether the reason of any vote in a conversation tells of danger."""
    reasons = [event.value.get("reason") for event in events if isinstance(event, SlotSet) and event.key == SLOT and event.value]
    return any(reason and danger.match(reason) for reason in reasons)


def _messages(events: list[Event]) -> list[tuple[UserUttered, list[Event]]]:
    found: list[tuple[UserUttered, list[Event]]] = []
    for event in events:
        if isinstance(event, UserUttered):
            found.append((event, []))
        elif found:
            found[-1][1].append(event)
    return found


def _is_crisis(message: UserUttered) -> bool:
    level = (message.parse_data or {}).get("danger", {}).get("level")
    return message.intent_name == CRISIS or level == danger.CRISIS or danger.match(message.text or "") is not None


def _is_doubtful(message: UserUttered) -> bool:
    return (message.parse_data or {}).get("danger", {}).get("level", danger.NONE) != danger.NONE


def _turn(conversation: str, message: UserUttered, following: list[Event], voted: dict[UUID, Vote], dangerous: bool) -> Turn:
    known = message.metadata or {}
    text = message.text or ""
    uttered = [event for event in following if isinstance(event, BotUttered)]
    # Without its section: the article may have lost that since, and sources are not asked for here.
    said = [{**event.message(), "section": None} for event in uttered]
    given = answers(said, UUID(known["id"]), load_article(), False, None) if "id" in known else []
    seconds = uttered[-1].timestamp - known["received"] if uttered and "received" in known else None
    entities = (message.parse_data or {}).get("entities") or []
    ranking = tuple((str(r["name"]), float(r["confidence"])) for r in (message.parse_data or {}).get("intent_ranking") or [])
    return Turn(
        conversation,
        datetime.fromtimestamp(message.timestamp, UTC),
        None if text.startswith("/") else text,
        text[1:] if text.startswith("/") else None,
        message.intent_name or "",
        ranking,
        frozenset(str(e["value"]) for e in entities if e.get("entity") in NAMING and e.get("value") != OWN_SUBJECT),
        tuple(Answered(a["topic"], a["covered"], tuple(s["choice"] for s in a["suggestions"]), voted.get(UUID(a["id"]))) for a in given),
        tuple(event.action_name for event in following if isinstance(event, ActionExecuted) and event.action_name not in NOT_AN_ANSWER),
        known.get("model"),
        dangerous,
        seconds,
    )
