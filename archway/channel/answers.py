"""Turns what Rasa uttered into the API's answers."""

from typing import Any
from uuid import UUID, uuid5

from actions.content.models import Article

UTTER = "utter_"


def answers(utterances: list[dict[str, Any]], message_id: UUID, article: Article, support: bool, url: str | None) -> list[dict[str, Any]]:
    """Give the answers to a message, in order. `support`: whether crisis resources go with each of them.

    A support line that follows an answer is joined to it.
    """
    found: list[dict[str, Any]] = []
    for utterance in utterances:
        if utterance.get("support") and found:
            found[-1]["text"] += "\n\n" + (utterance.get("text") or "")
            found[-1]["support"] = True
            continue
        found.append(_answer(utterance, uuid5(message_id, str(len(found))), article, support, url))
    return found


def _answer(utterance: dict[str, Any], id_: UUID, article: Article, support: bool, url: str | None) -> dict[str, Any]:
    topic = utterance.get("topic") or str(utterance.get("utter_action", "")).removeprefix(UTTER)
    return {
        "id": str(id_),
        "text": utterance.get("text") or "",
        "topic": topic,
        "aspect": utterance.get("aspect"),
        "condition": utterance.get("condition_id"),
        "covered": not utterance.get("uncovered", False),
        "support": support or topic == "crisis" or bool(utterance.get("support")),
        "source": source(article, utterance.get("section"), url),
        "suggestions": [{"title": b["title"], "choice": b["payload"].lstrip("/")} for b in utterance.get("buttons") or []],
    }


def source(article: Article, section: str | None, url: str | None) -> dict[str, Any] | None:
    """Give the source of an answer that rests on a section, or None."""
    if section is None:
        return None
    about = article.article
    return {
        "title": about.title,
        "author": about.author,
        "section": section,
        "section_title": article.sections.get(section, section),
        "reviewed_on": about.reviewed_on.isoformat() if about.reviewed_on else None,
        "url": url or about.url,
    }
