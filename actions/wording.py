"""Puts a reply into words: content and response names become utterances. Knows nothing of Rasa."""

from dataclasses import dataclass, field
from typing import Any

from actions.content.loader import topics_of
from actions.content.models import Article, Comparison, Topic
from actions.dialogue import CONVERSATION, DID_YOU_MEAN, LIMITS, LOST, UNKNOWN_CONDITION, Reply

SOMETHING_ELSE = ("Something else", "deny")
TELL_ME_MORE = ("Tell me more", "more")
CAPABILITIES = ("What can I ask?", "capabilities")


@dataclass(frozen=True)
class Utterance:
    """What to say: a text, or the name of a domain response with its values; buttons as (title, intent); metadata for the channel."""

    topic: str
    text: str | None = None
    response: str | None = None
    values: dict[str, str] = field(default_factory=dict)
    buttons: list[tuple[str, str]] = field(default_factory=list)
    metadata: dict[str, Any] = field(default_factory=dict)


def utterance(reply: Reply, article: Article) -> Utterance:
    """Give the utterance for a reply."""
    if reply.topic in (DID_YOU_MEAN, LOST):
        return _offer(reply, article)
    if reply.topic in CONVERSATION | LIMITS:
        return _limit_or_conversation(reply, article)
    if reply.again:
        topic = topics_of(article)[reply.topic]
        return Utterance(reply.topic, response="utter_nothing_more", buttons=_follow_ups(topic, article), metadata=_sourced(topic, article))
    if reply.condition:
        return _condition(reply, article)
    if reply.subject == UNKNOWN_CONDITION:
        return _unknown_condition(article)
    return _factual(reply, article)


def _offer(reply: Reply, article: Article) -> Utterance:
    if reply.topic == LOST:
        return Utterance(DID_YOU_MEAN, response="utter_lost")
    topics = topics_of(article)
    buttons = [(topics[id_].title, id_) for id_ in reply.offers]
    response = "utter_or_did_you_mean" if reply.besides else "utter_did_you_mean"
    return Utterance(DID_YOU_MEAN, response=response, buttons=[*buttons, SOMETHING_ELSE])


def _limit_or_conversation(reply: Reply, article: Article) -> Utterance:
    covered = {"uncovered": True} if reply.topic == "not_covered" else {}
    if reply.subject == "not_covered.frequency":
        return Utterance(reply.topic, response="utter_not_covered_frequency", metadata=covered)
    if reply.subject:
        group, id_ = reply.subject.split(".")
        return Utterance(reply.topic, response="utter_not_covered_subject", values={"subject_name": getattr(article, group)[id_].title}, metadata=covered)
    name = "capabilities" if reply.topic == "more" else reply.topic
    return Utterance(name, response=f"utter_{name}", metadata=covered)


def _condition(reply: Reply, article: Article) -> Utterance:
    assert reply.condition
    condition = article.conditions[reply.condition]
    topic = article.topics["conditions"]
    values = {"condition_name": condition.title, "condition_note": f" {condition.note}" if condition.note else "", "listed_conditions": _listed(article)}
    metadata = {**_sourced(topic, article), "condition_id": reply.condition, **({} if condition.listed else {"uncovered": True})}
    if reply.more:
        return Utterance("conditions", text=topic.more, buttons=_follow_ups(topic, article), metadata=metadata)
    response = "utter_condition_listed" if condition.listed else "utter_condition_unlisted"
    return Utterance("conditions", response=response, values=values, buttons=_follow_ups(topic, article), metadata=metadata)


def _unknown_condition(article: Article) -> Utterance:
    topic = article.topics["conditions"]
    values = {"listed_conditions": _listed(article)}
    metadata = {**_sourced(topic, article), "uncovered": True}
    return Utterance("conditions", response="utter_condition_unknown", values=values, buttons=_follow_ups(topic, article), metadata=metadata)


def _listed(article: Article) -> str:
    names = [condition.title for condition in article.conditions.values() if condition.listed]
    return ", ".join(names[:-1]) + " and " + names[-1]


def _factual(reply: Reply, article: Article) -> Utterance:
    topic = topics_of(article)[reply.topic]
    metadata = _sourced(topic, article)
    if isinstance(topic, Comparison) and reply.aspect and not reply.more:
        return Utterance(
            reply.topic, text=_side_by_side(topic, reply.aspect), buttons=_follow_ups(topic, article), metadata={**metadata, "aspect": reply.aspect}
        )
    if reply.more:
        text = topic.more
        if isinstance(topic, Comparison):
            text = "\n\n".join(_side_by_side(topic, aspect) for aspect in topic.aspects)
        return Utterance(reply.topic, text=text, buttons=_follow_ups(topic, article), metadata=metadata)
    return Utterance(reply.topic, text=topic.short, buttons=[TELL_ME_MORE, *_follow_ups(topic, article)[:2]], metadata=metadata)


def _side_by_side(comparison: Comparison, aspect: str) -> str:
    sides = comparison.aspects[aspect]
    return f"{sides.summary}\n\n- **Psychodynamic therapy:** {sides.psychodynamic}\n- **{comparison.other_name}:** {sides.other}"


def _follow_ups(topic: Topic, article: Article) -> list[tuple[str, str]]:
    topics = topics_of(article)
    return [(topics[id_].title, id_) if id_ in topics else CAPABILITIES for id_ in topic.follow_ups]


def _sourced(topic: Topic, article: Article) -> dict[str, Any]:
    return {"section": topic.section}
