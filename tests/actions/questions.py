"""Questions as tests ask them."""

from actions.content.loader import load_article
from actions.dialogue import Context, Question, Reply
from actions.leaning import SURE
from actions.resolving import FAIR, resolve

CERTAIN = (1 + SURE) / 2
LIKELY = (SURE + FAIR) / 2
UNLIKELY = FAIR / 2
NO_CONTEXT = Context()

CBT = ("therapy", "cbt")
PSYCHOANALYSIS = ("therapy", "psychoanalysis")
PSYCHODYNAMIC = ("therapy", "psychodynamic_therapy")
EMDR = ("therapy", "emdr")
DBT = ("therapy", "dbt")


def asking(text: str, topic: str, *entities: tuple[str, str], at: float = CERTAIN, then: tuple[str, ...] = ()) -> Question:
    """A question that is about `topic` with confidence `at`, or, less likely, about one of `then`."""
    ranking = [(topic, at), *((other, at / (place + 2)) for place, other in enumerate(then))]
    return Question(text, ranking, list(entities))


def answer(question: Question, context: Context = NO_CONTEXT) -> list[Reply]:
    return resolve(question, [], context, load_article())
