"""What passes between a visitor and the assistant: questions, the context they are asked in, and the replies. Knows nothing of Rasa."""

from dataclasses import dataclass, field, replace

CONVERSATION = {"greet", "goodbye", "thanks", "capabilities", "bot_challenge", "smalltalk", "affirm", "deny", "more"}
LIMITS = {"not_covered", "out_of_scope", "personal_advice", "distress"}
DID_YOU_MEAN, LOST = "did_you_mean", "lost"
UNKNOWN_CONDITION = "conditions.unknown"  # the subject of a reply about a condition that the content has no name for


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
    `named`: a condition that was named, and that the last answer was not about.
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
    named: str | None = None


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


def remember(replies: list[Reply], context: Context, condition: str | None = None) -> Context:
    """Give the context after these replies. `condition`: that the message named, whatever came of it."""
    last = replies[-1]
    if condition and last.topic in LIMITS:  # "do i have adhd" says what "does it treat it" is about
        context = replace(context, named=condition)
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
