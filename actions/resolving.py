"""Decides what a visitor's message asks for, from its topics and entities and from what was said before. Knows nothing of Rasa."""

import re
from dataclasses import dataclass, field, replace

from actions.content.loader import topics_of
from actions.content.models import Article

COMPARISON_OF = {"cbt": "vs_cbt", "cbt_duration": "vs_cbt", "vs_cbt": "vs_cbt", "psychoanalysis": "vs_psychoanalysis", "vs_psychoanalysis": "vs_psychoanalysis"}
SAME_OF_CBT = {"duration": "cbt_duration", "session_overview": "cbt", "definition": "cbt"}  # what "it" asks about while CBT is spoken of
DEFINED = {"psychodynamic_therapy": "definition"}
COMPARED_BY_ASPECT = {"duration", "cbt_duration", "client_role", "therapist_role", "therapist_training", "session_overview", "cbt", "psychoanalysis"}
COMPARABLE = {"structure", "client_role", "homework", "length", "focus"}
# Topics of which a message in doubt means one or the other, rather than both.
ALIKE = [{"cbt", "vs_cbt"}, {"psychoanalysis", "vs_psychoanalysis"}, {"cbt_duration", "vs_cbt"}, {"vs_cbt", "vs_psychoanalysis"}]
CONVERSATION = {"greet", "goodbye", "thanks", "capabilities", "bot_challenge", "smalltalk", "affirm", "deny", "more"}
NOT_ASKING = {"greet", "thanks", "affirm", "deny", "more", "distress", "goodbye"}  # parts of a message that go without an answer of their own
LIMITS = {"not_covered", "out_of_scope", "personal_advice", "distress"}
DID_YOU_MEAN, LOST = "did_you_mean", "lost"

SURE = 0.75  # from here a topic is answered
FAIR = 0.22  # from here it is answered, and the next likeliest topics are offered as well; below, they are only offered
QUESTION_SURE = 0.25  # from here a part of a message counts as a question of its own,
QUESTION_ALONE = 0.50  # from here even if the message as a whole shows no trace of its topic
QUESTION_TRACE = 0.03
ASPECT_SURE = 0.50  # from here the aspect that the classifier found counts; below, one that is named
GENERAL_SURE = 0.85  # from here none is meant, whatever is named
FRAGMENT_SURE = 0.50
BOTH_LIKELY = 0.20  # from here the second topic of a message with a joining word is answered as well
SEVERAL_LIKELY = 0.01  # from here a message may ask several things; from SEVERAL_SURE its parts count, whatever the whole seems to be about
SEVERAL_SURE = 0.30
COURTESIES, COURTESY_SURE = {"thanks", "smalltalk"}, 0.90  # said besides a question, they are answered first
WHOLE_SURE = 0.80  # from here a message is about its own topic, when no part of it is
PLAIN = 0.90  # from here a topic stands whatever a word in the message points to
OFFERS = 3
SHORT = 7  # words: a message this short may lean on what was said before

ELLIPSIS = re.compile(
    r"^(?:ok(?:ay)?|right|so|oh|hmm+|well|but|thanks|cool|great)?[,.!]?\s*"
    r"(?:and|n|nd|now|what about|how about|what of|same for|same with|also|or|with|for|but|in|versus|vs|unlike|compared (?:to|with|2))\b|"
    r"^(?:\w+[ '-]?){1,3}(?:as well|too)\??$"
)
CORRECTION = re.compile(
    r"^(?:no+|nah|nope|sorry|oops|wait|actually|hang on|not that)?[,.!\s]*(?:sorry|actually)?[,\s]*"
    r"(?:(?:i )?(?:actually )?(?:meant|mean|was asking about|wanted)(?: (?:to ask|to know))?(?: about)?|not [\w ]{1,30}, |"
    r"(?:i )?typed (?:it |that )?wrong|typo|.{1,40}\bi meant?$)[,:\s]*",
    re.IGNORECASE,
)
INTERROGATIVE = re.compile(r"\b(?:how (?!about)|what (?!about|of)|whats|why|who|when|where|which|does|do|is|are|can|could|will|would|should|did|has|have)\b")
JOINING = re.compile(r"\b(?:and|also|plus|n|nd|then|as well as)\b|[,;/&+]")
WHICH = re.compile(r"\bwhich (?:one |of them |of the two )?(?:is|are|takes|goes|has|gives)\b|\b(?:in each|of each|here or there|of the two|in both)\b")
THE_CLIENT = re.compile(r"\b(?:me|i|client|patient|myself)\b")
REJECTED_LAST = re.compile(r"\bnot (?:the )?[\w-]+\W*$")  # "anxiety, not ADHD"
POINTING = re.compile(r"\b(?:it|that|this|they|them|those|the other(?: one)?|one|there|same)\b")


@dataclass(frozen=True)
class Question:
    """One question: its text, topics with confidences (likeliest first) and entities as (label, id). `loose`: a mere fragment of a message.

    `aspects`: by comparison, the likeliest aspect and its confidence ("general" stands for the whole). `several`: how likely a message asks several things.
    """

    text: str
    ranking: list[tuple[str, float]]
    entities: list[tuple[str, str]] = field(default_factory=list)
    loose: bool = False
    aspects: dict[str, tuple[str, float]] = field(default_factory=dict)
    several: float = 1.0

    @property
    def chosen(self) -> bool:
        """Whether it is the choice of a button, which means what it says whatever was spoken of."""
        return self.text.startswith("/")

    def ids(self, label: str) -> list[str]:
        """Give the ids of the entities with this label, in order, each once."""
        return list(dict.fromkeys(id_ for found, id_ in self.entities if found == label))


@dataclass(frozen=True)
class Context:
    """What the last answer was about. `misses`: messages in a row that were not understood.

    `last`: the topic of the last answer, of the article or not. `silent`: it was that the article is silent, on `subject` if that is known.
    """

    topic: str | None = None
    aspect: str | None = None
    condition: str | None = None
    told_more: bool = False
    offered: tuple[str, ...] = ()
    misses: int = 0
    silent: bool = False
    subject: str | None = None
    last: str | None = None


@dataclass(frozen=True)
class Reply:
    """One answer to give. `offers`: topics to suggest, `besides` an answer or alone. `subject`: what the article is silent on.

    `more`: what "tell me more" adds; `again`: it was told before.
    """

    topic: str
    aspect: str | None = None
    condition: str | None = None
    subject: str | None = None
    more: bool = False
    again: bool = False
    offers: tuple[str, ...] = ()
    besides: bool = False


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


def remember(replies: list[Reply], context: Context) -> Context:
    """Give the context after these replies."""
    last = replies[-1]
    context = replace(context, last=last.topic)
    if last.topic in (DID_YOU_MEAN, LOST):
        answered = [reply for reply in replies if reply.topic not in (DID_YOU_MEAN, LOST)]
        if answered:
            return replace(remember(answered, context), offered=last.offers)
        return replace(context, offered=last.offers, misses=0 if last.topic == LOST else context.misses + 1)
    if last.topic in CONVERSATION:
        return replace(context, offered=(), misses=0)
    if last.topic == "out_of_scope":
        return replace(context, offered=(), misses=context.misses + 1)
    if last.topic in LIMITS:
        return replace(context, offered=(), misses=0, silent=last.topic == "not_covered", subject=last.subject)
    return Context(last.topic, last.aspect, last.condition, told_more=last.more, last=last.topic)


def _key(reply: Reply) -> tuple[str, str | None, str | None, str | None]:
    return reply.topic, reply.aspect, reply.condition, reply.subject


def _separate(whole: Question, parts: list[Question]) -> list[Question]:
    """The parts that ask something of their own: sure enough, borne out by the whole message, and not the same topic as the part before."""
    if any(part.loose for part in parts) and not _unmistakable(parts):
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
    return all(confidence >= FRAGMENT_SURE and topic not in NOT_ASKING | {"out_of_scope", "smalltalk", "personal_advice"} for topic, confidence in tops)


def _resolve_one(question: Question, context: Context, article: Article) -> list[Reply]:
    topic, confidence = question.ranking[0]
    if question.chosen and topic not in {"more", "affirm"}:
        return [Reply(topic)]
    correction = CORRECTION.match(question.text) and not INTERROGATIVE.search(question.text.lower())
    if context.topic or correction:
        leaning = _leaning(question, context, article, corrected=bool(correction))
        if leaning:
            return [leaning]
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
    if context.topic in {"cbt", "cbt_duration"} and not therapies and topic in SAME_OF_CBT:
        return [Reply(SAME_OF_CBT[topic])]
    if topic == "not_covered" and not therapies and _asks_frequency(question):
        return [_frequency(context)]
    if topic not in article.comparisons and WHICH.search(question.text.lower()) and (aspects := [a for a in question.ids("aspect") if a in COMPARABLE]):
        return [Reply("vs_cbt", aspect=aspects[0])]
    if context.topic == "conditions" and question.ids("condition") and topic in {"personal_advice", "distress", "not_covered", "unsuitable", "suitability"}:
        topic = "conditions"
    if topic in {"conditions", "effectiveness"} and question.ids("condition"):
        return [Reply("conditions", condition=id_) for id_ in question.ids("condition")[:OFFERS]]
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


def _leaning(question: Question, context: Context, article: Article, corrected: bool) -> Reply | None:
    """What a short message means that leans on what was said before, or None when it stands on its own."""
    text = question.text.lower().strip()
    if len(text.split()) > SHORT + 3 * corrected:
        return None
    therapies, aspects, conditions = question.ids("therapy"), question.ids("aspect"), question.ids("condition")
    elliptic = corrected or bool(ELLIPSIS.match(text) and not INTERROGATIVE.search(text)) or (bool(therapies) and len(text.split()) == 1)
    topic, confidence = question.ranking[0]
    comparison = COMPARISON_OF.get(context.topic or "")
    if elliptic and therapies and not conditions:
        return _about_therapy(therapies[-1], context, article)
    if elliptic and conditions:
        return Reply("conditions", condition=conditions[0] if REJECTED_LAST.search(text) else conditions[-1])
    about_cbt = context.topic in {"cbt", "cbt_duration"} and topic in SAME_OF_CBT
    of_its_own = confidence >= PLAIN and topic not in {comparison, *COMPARED_BY_ASPECT}
    if aspects and comparison and not about_cbt and not of_its_own and (elliptic or POINTING.search(text)):
        fitting = [id_ for id_ in aspects if id_ in article.comparisons[comparison].aspects]
        if fitting:
            return Reply(comparison, aspect=fitting[0])
    opened = bool(ELLIPSIS.match(text))
    if opened and _asks_frequency(question):
        return _frequency(context)
    if opened and question.ids("subject") and (elliptic or confidence < SURE):
        return Reply("not_covered", subject=f"not_covered.{question.ids('subject')[0]}")
    if elliptic and context.topic == "therapist_role" and THE_CLIENT.search(text) and len(text.split()) <= 4:
        return Reply("client_role")
    if elliptic and context.topic in {"client_role", "session_overview"} and "therapist" in text and len(text.split()) <= 5:
        return Reply("therapist_role")
    return None


def _asks_frequency(question: Question) -> bool:
    return "frequency" in question.ids("subject") + question.ids("aspect")


def _frequency(context: Context) -> Reply:
    """How often: the article says it of psychoanalysis only."""
    if COMPARISON_OF.get(context.topic or "") == "vs_psychoanalysis":
        return Reply("vs_psychoanalysis", aspect="frequency")
    return Reply("not_covered", subject="not_covered.frequency")


def _about_therapy(therapy: str, context: Context, article: Article) -> Reply | None:
    """ "And for CBT?" after an answer: the same question about the other therapy, as far as the article has it."""
    topic, comparison = article.therapies[therapy].topic, article.therapies[therapy].comparison
    asked_length = context.topic in {"duration", "brief_therapy", "cbt_duration"} or context.aspect in {"length", "frequency"}
    if therapy == "psychodynamic_therapy":
        if asked_length:
            return Reply("duration")
        return Reply("definition") if context.topic in {"cbt", "psychoanalysis"} else None
    if topic is None or comparison is None:
        return Reply("not_covered", subject=f"therapies.{therapy}")
    if context.topic in {"definition", "cbt", "psychoanalysis"}:
        return Reply(topic)
    if therapy == "cbt" and asked_length:
        return Reply("cbt_duration")
    if therapy == "psychoanalysis" and context.topic == "therapist_training":
        return Reply("therapist_training")
    aspects = article.comparisons[comparison].aspects
    if therapy == "psychoanalysis" and asked_length:
        return Reply(comparison, aspect="frequency")
    aspect = {"client_role": "client_role", "session_overview": "structure", "therapist_training": "training"}.get(context.topic or "", context.aspect)
    return Reply(comparison, aspect=aspect if aspect in aspects else None)
