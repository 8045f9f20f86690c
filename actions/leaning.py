"""What a short message means that leans on what was said before: "and for CBT?", "I meant panic", "the therapist's?". Knows nothing of Rasa."""

import re

from actions.content.models import Article
from actions.dialogue import UNKNOWN_CONDITION, Context, Question, Reply

COMPARISON_OF = {"cbt": "vs_cbt", "cbt_duration": "vs_cbt", "vs_cbt": "vs_cbt", "psychoanalysis": "vs_psychoanalysis", "vs_psychoanalysis": "vs_psychoanalysis"}
SAME_OF_CBT = {"duration": "cbt_duration", "session_overview": "cbt", "definition": "cbt"}  # what "it" asks about while CBT is spoken of
COMPARED_BY_ASPECT = {"duration", "cbt_duration", "client_role", "therapist_role", "therapist_training", "session_overview", "cbt", "psychoanalysis"}

SURE = 0.75  # from here a topic is answered
PLAIN = 0.90  # from here a topic stands whatever a word in the message points to
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
NAMES_NOTHING = {"conditions", "not_covered", "out_of_scope", "suitability", "unsuitable"}  # what "and tinnitus?" is taken for
INTERROGATIVE = re.compile(r"\b(?:how (?!about)|what (?!about|of)|whats|why|who|when|where|which|does|do|is|are|can|could|will|would|should|did|has|have)\b")
THE_CLIENT = re.compile(r"\b(?:me|i|client|patient|myself)\b")
REJECTED_LAST = re.compile(r"\bnot (?:the )?[\w-]+\W*$")  # "anxiety, not ADHD"
POINTING = re.compile(r"\b(?:it|that|this|they|them|those|the other(?: one)?|one|there|same)\b")


def is_correction(text: str) -> bool:
    """Whether a message takes back what was asked before ("no, I meant OCD")."""
    return bool(CORRECTION.match(text) and not INTERROGATIVE.search(text.lower()))


def leaning(question: Question, context: Context, article: Article, corrected: bool) -> Reply | None:
    """Give what a short message means that leans on what was said before, or None when it stands on its own. `corrected`: it is a correction."""
    text = question.text.lower().strip()
    if len(text.split()) > SHORT + 3 * corrected:
        return None
    therapies, aspects, conditions = question.ids("therapy"), question.ids("aspect"), question.ids("condition")
    elliptic = corrected or bool(ELLIPSIS.match(text) and not INTERROGATIVE.search(text)) or (bool(therapies) and len(text.split()) == 1)
    topic, confidence = question.ranking[0]
    comparison = COMPARISON_OF.get(context.topic or "")
    compares = aspects and confidence >= PLAIN and topic in article.comparisons and not corrected  # "and the similarities with psychoanalysis?"
    if elliptic and therapies and not conditions and not compares:
        return _about_therapy(therapies[-1], context, article)
    if elliptic and context.topic == "conditions" and not question.entities and not corrected and topic in NAMES_NOTHING:
        return Reply("conditions", subject=UNKNOWN_CONDITION)
    if elliptic and conditions:
        return Reply("conditions", condition=conditions[0] if REJECTED_LAST.search(text) else conditions[-1])
    about_cbt = context.topic in {"cbt", "cbt_duration"} and topic in SAME_OF_CBT
    of_its_own = confidence >= PLAIN and topic not in {comparison, *COMPARED_BY_ASPECT - {"cbt_duration"}}
    if aspects and comparison and not about_cbt and not of_its_own and (elliptic or POINTING.search(text)):
        fitting = [id_ for id_ in aspects if id_ in article.comparisons[comparison].aspects]
        if fitting:
            return Reply(comparison, aspect=fitting[0])
    opened = bool(ELLIPSIS.match(text))
    if opened and asks_frequency(question):
        return frequency(context)
    if opened and question.ids("subject") and (elliptic or confidence < SURE):
        return Reply("not_covered", subject=f"not_covered.{question.ids('subject')[0]}")
    if elliptic and context.topic == "therapist_role" and THE_CLIENT.search(text) and len(text.split()) <= 4:
        return Reply("client_role")
    if elliptic and context.topic in {"client_role", "session_overview"} and "therapist" in text and len(text.split()) <= 5:
        return Reply("therapist_role")
    return None


def asks_frequency(question: Question) -> bool:
    """Whether a question names how often."""
    return "frequency" in question.ids("subject") + question.ids("aspect")


def frequency(context: Context) -> Reply:
    """Give the reply to how often: the article says it of psychoanalysis only."""
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
    if therapy == "psychoanalysis" and (asked_length or context.subject == "not_covered.frequency"):
        return Reply(comparison, aspect="frequency")
    aspect = {"client_role": "client_role", "session_overview": "structure", "therapist_training": "training"}.get(context.topic or "", context.aspect)
    return Reply(comparison, aspect=aspect if aspect in aspects else None)
