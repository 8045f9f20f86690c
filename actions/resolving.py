"""Decides what a visitor's message asks for, from its topics and entities and from what was said before. Knows nothing of Rasa."""

import re
from dataclasses import replace

from actions.content.loader import topics_of
from actions.content.models import Article
from actions.dialogue import CONVERSATION, DID_YOU_MEAN, LIMITS, LOST, Context, Question, Reply, remember
from actions.leaning import COMPARISON_OF, POINTING, SURE, asks_frequency, frequency, is_correction, leaning
from actions.places import listed

DEFINED = {"psychodynamic_therapy": "definition"}
COMPARABLE = {"structure", "client_role", "homework", "length", "focus"}
# Topics of which a message in doubt means one or the other, rather than both.
ALIKE = [{"cbt", "vs_cbt"}, {"psychoanalysis", "vs_psychoanalysis"}, {"cbt_duration", "vs_cbt"}, {"vs_cbt", "vs_psychoanalysis"}]
NOT_ASKING = {"greet", "thanks", "affirm", "deny", "more", "distress", "goodbye"}  # parts of a message that go without an answer of their own

FAIR = 0.22  # from here it is answered, and the next likeliest topics are offered as well; below, they are only offered
QUESTION_SURE = 0.25  # from here a part of a message counts as a question of its own,
QUESTION_ALONE = 0.50  # from here even if the message as a whole shows no trace of its topic
QUESTION_TRACE = 0.03
ASPECT_SURE = 0.50  # from here the aspect that the classifier found counts; below, one that is named
GENERAL_SURE = 0.85  # from here none is meant, whatever is named
FRAGMENT_SURE = 0.50
FRAGMENTS_LIKELY = 0.20  # from here a message may ask several things by mere fragments
BOTH_LIKELY = 0.15  # from here the second topic of a message with a joining word is answered as well
SEVERAL_LIKELY = 0.03  # from here a message may ask several things; from SEVERAL_SURE its parts count, whatever the whole seems to be about
SEVERAL_SURE = 0.30
COURTESIES, COURTESY_SURE = {"thanks", "smalltalk"}, 0.90  # said besides a question, they are answered first
WHOLE_SURE = 0.80  # from here a message is about its own topic, when no part of it is
OFFERS = 3

JOINING = re.compile(r"\b(?:and|also|plus|n|nd|then|as well as)\b|[,;/&+]")
WHICH = re.compile(r"\bwhich (?:one |of them |of the two )?(?:is|are|takes|goes|has|gives)\b|\b(?:in each|of each|here or there|of the two|in both)\b")


def resolve(whole: Question, parts: list[Question], context: Context, article: Article) -> list[Reply]:
    """Give the replies to a message, in order, at least one. `parts`: its separate questions, if there are several."""
    replies = _resolve_several(whole, parts, context, article) or _resolve_one(whole, context, article)
    courtesies = [part.ranking[0][0] for part in parts if part.ranking and part.ranking[0][0] in COURTESIES and part.ranking[0][1] >= COURTESY_SURE]
    return [Reply(courtesies[0]), *replies] if courtesies and not {reply.topic for reply in replies} & CONVERSATION else replies


def _resolve_several(whole: Question, parts: list[Question], context: Context, article: Article) -> list[Reply]:
    """Give the replies to the separate questions; none unless they come to two or more."""
    replies: list[Reply] = []
    running = context
    for part in _separate(whole, parts) if whole.several >= SEVERAL_LIKELY else []:
        found = [reply for reply in _resolve_one(part, running, article) if reply.topic not in (DID_YOU_MEAN, LOST)]
        replies += found
        running = remember(found, running) if found else running
    distinct = list({_key(reply): reply for reply in replies}.values())
    topic, confidence = whole.ranking[0]
    borne_out = topic in {reply.topic for reply in distinct} | {part.ranking[0][0] for part in parts if part.ranking}
    return distinct if len(distinct) > 1 and (whole.several >= SEVERAL_SURE or confidence < WHOLE_SURE or borne_out) else []


def _key(reply: Reply) -> tuple[str, str | None, str | None, str | None]:
    return reply.topic, reply.aspect, reply.condition, reply.subject


def _separate(whole: Question, parts: list[Question]) -> list[Question]:
    """The parts that ask something of their own: sure enough, borne out by the whole message, and not the same topic as the part before."""
    if any(part.loose for part in parts) and (whole.several < FRAGMENTS_LIKELY or not _unmistakable(parts)):
        return []
    borne_out = dict(whole.ranking)
    asking: list[Question] = []
    for part in parts:
        topic, confidence = part.ranking[0] if part.ranking else ("", 0.0)
        if topic in NOT_ASKING or confidence < QUESTION_SURE or (confidence < QUESTION_ALONE and borne_out.get(topic, 0.0) < QUESTION_TRACE):
            continue
        conditions = [entity for entity in whole.entities if entity[0] == "condition"]
        if topic == "conditions" and not part.ids("condition") and len(conditions) == 1:  # "my son gambles, would it help him?"
            part = replace(part, entities=[*part.entities, *conditions])
        if not asking or asking[-1].ranking[0][0] != topic or topic in COMPARISON_OF or part.ids("condition") or part.ids("therapy"):
            asking.append(part)
    return asking


def _unmistakable(fragments: list[Question]) -> bool:
    """Whether mere fragments ("cost and duration?") each name a topic of their own beyond doubt."""
    tops = [fragment.ranking[0] for fragment in fragments if fragment.ranking]
    asking = [(topic, confidence) for topic, confidence in tops if topic not in NOT_ASKING]  # "origins, length. go"
    return len(asking) > 1 and all(
        confidence >= FRAGMENT_SURE and topic not in {"out_of_scope", "smalltalk", "personal_advice"} for topic, confidence in asking
    )


def _resolve_one(question: Question, context: Context, article: Article) -> list[Reply]:
    topic, confidence = question.ranking[0]
    if question.chosen and topic not in {"more", "affirm"}:
        return [Reply(topic)]
    if (item := listed(question.text, context, article)) and (confidence < SURE or topic in {item, context.topic} | CONVERSATION):
        return [Reply(item)]
    corrected = is_correction(question.text)
    if context.topic or corrected:
        leant = leaning(question, context, article, corrected)
        if leant:
            return [leant]
    if topic == "more":
        return [_more(context)]
    if topic == "affirm":
        return [Reply(context.offered[0]) if context.offered else _more(context, "affirm")]
    if question.several >= SEVERAL_LIKELY and JOINING.search(question.text.lower()) and (second := _second_factual(question, article)):
        return [*_specify(Reply(topic), question, context, article), *_specify(Reply(second), question, context, article)]
    if confidence < SURE and topic not in CONVERSATION:
        return _unsure(question, context, article)
    return _specify(Reply(topic), question, context, article)


def _second_factual(question: Question, article: Article) -> str | None:
    """The second topic, if it is about as likely as the first and both are the article's."""
    titled = topics_of(article)
    if len(question.ranking) < 2 or question.ranking[1][1] < BOTH_LIKELY:
        return None
    (first, _), (second, _) = question.ranking[:2]
    return second if first in titled and second in titled and {first, second} not in ALIKE else None


def _unsure(question: Question, context: Context, article: Article) -> list[Reply]:
    topic, confidence = question.ranking[0]
    titled = topics_of(article)
    likely = [name for name, _ in question.ranking if name in titled]
    if confidence < FAIR:
        if context.misses:
            return [Reply(LOST)]
        return [Reply(DID_YOU_MEAN, offers=tuple(likely[:OFFERS]))]
    replies = _specify(Reply(topic), question, context, article)
    answered = {reply.topic for reply in replies}
    others = tuple(name for name in likely if name not in answered)[: OFFERS - 1]
    return [*replies, Reply(DID_YOU_MEAN, offers=others, besides=True)] if others else replies


def _more(context: Context, otherwise: str = "capabilities") -> Reply:
    if context.silent:
        return Reply("not_covered", subject=context.subject)
    if context.topic is None:
        return Reply(otherwise)
    return Reply(context.topic, context.aspect, context.condition, more=True, again=context.told_more)


def _specify(reply: Reply, question: Question, context: Context, article: Article) -> list[Reply]:
    """Fill in what the entities say: aspects, conditions, the therapy compared, what the article is silent on."""
    therapies = question.ids("therapy")
    unknown = [id_ for id_ in therapies if article.therapies[id_].topic is None and id_ != "psychodynamic_therapy"]
    known = [id_ for id_ in therapies if article.therapies[id_].comparison]
    topic = reply.topic
    own = {id_: t for id_ in therapies if (t := article.therapies[id_].topic or DEFINED.get(id_))}
    if len(own) > 2 or topic in {"definition", *own.values()} and len(own) > 1:  # "a definition of CBT and one of psychoanalysis"
        return [Reply(t) for t in own.values()]
    if topic in article.comparisons:
        if unknown and not known:
            return [Reply("not_covered", subject=f"therapies.{unknown[0]}")]
        compared = [c for id_ in known if (c := article.therapies[id_].comparison)]
        if not known:  # "and the differences?": from what was spoken of
            topic = COMPARISON_OF.get(context.topic or "", topic)
        topics = compared if len(compared) > 1 else [topic]
        return [Reply(t, aspect=_aspect(t, question, article) or _aspect_before(t, context, article)) for t in topics]
    if topic == "not_covered" and not therapies and asks_frequency(question):
        return [frequency(context)]
    if topic not in article.comparisons and WHICH.search(question.text.lower()) and (aspects := [a for a in question.ids("aspect") if a in COMPARABLE]):
        return [Reply("vs_cbt", aspect=aspects[0])]
    if context.topic == "conditions" and question.ids("condition") and topic in {"personal_advice", "distress", "not_covered", "unsuitable", "suitability"}:
        topic = "conditions"
    if topic in {"conditions", "effectiveness"} and question.ids("condition"):
        return [Reply("conditions", condition=id_) for id_ in question.ids("condition")[:OFFERS]]
    if topic == "conditions" and context.last in LIMITS and context.named and POINTING.search(question.text.lower()):
        return [Reply(topic, condition=context.named)]
    if topic == "not_covered":
        return [Reply(topic, subject=_silent_on(question, unknown))]
    return [reply]


def _aspect(comparison: str, question: Question, article: Article) -> str | None:
    aspects = article.comparisons[comparison].aspects
    likeliest, confidence = question.aspects.get(comparison, (None, 0.0))
    if confidence >= ASPECT_SURE and likeliest in aspects or confidence >= GENERAL_SURE:
        return likeliest if likeliest in aspects else None
    named = [id_ for id_ in question.ids("aspect") if id_ in aspects]
    if "frequency" in question.ids("subject") and "frequency" in aspects:
        named.append("frequency")
    return named[0] if named else None


def _aspect_before(comparison: str, context: Context, article: Article) -> str | None:
    """ "So an analyst needs more of it?" after the training: still the training."""
    aspect = "training" if context.topic == "therapist_training" else None
    return aspect if aspect in article.comparisons[comparison].aspects else None


def _silent_on(question: Question, unknown: list[str]) -> str | None:
    if unknown:
        return f"therapies.{unknown[0]}"
    if "frequency" in question.ids("aspect"):
        return "not_covered.frequency"
    subjects = question.ids("subject")
    return f"not_covered.{subjects[0]}" if subjects else None
