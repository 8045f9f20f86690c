import pytest

from actions.dialogue import Context, Question, Reply
from actions.leaning import SHORT
from tests.actions.questions import CBT, DBT, EMDR, LIKELY, NO_CONTEXT, PSYCHOANALYSIS, PSYCHODYNAMIC, UNLIKELY, answer, asking


@pytest.mark.parametrize(
    ("context", "reply"),
    [
        pytest.param(Context("duration"), Reply("cbt_duration"), id="duration"),
        pytest.param(Context("brief_therapy"), Reply("cbt_duration"), id="brief-therapy"),
        pytest.param(Context("vs_psychoanalysis", aspect="frequency"), Reply("cbt_duration"), id="frequency"),
        pytest.param(Context("vs_cbt", aspect="length"), Reply("cbt_duration"), id="length"),
        pytest.param(Context("definition"), Reply("cbt"), id="definition"),
        pytest.param(Context("psychoanalysis"), Reply("cbt"), id="psychoanalysis"),
        pytest.param(Context("client_role"), Reply("vs_cbt", aspect="client_role"), id="client-role"),
        pytest.param(Context("session_overview"), Reply("vs_cbt", aspect="structure"), id="session"),
        pytest.param(Context("therapist_training"), Reply("vs_cbt"), id="training-is-no-aspect-of-cbt"),
        pytest.param(Context("vs_cbt", aspect="homework"), Reply("vs_cbt", aspect="homework"), id="aspect-kept"),
        pytest.param(Context("effectiveness"), Reply("vs_cbt"), id="anything-else"),
    ],
)
@pytest.mark.parametrize("text", ["and for cbt?", "And for CBT?", "what about cbt?", "how about cbt", "ok, and cbt?", "same for cbt?"])
def test_and_for_cbt_asks_the_same_of_cbt(text: str, context: Context, reply: Reply) -> None:
    assert answer(asking(text, "greet", CBT, at=UNLIKELY), context) == [reply]


@pytest.mark.parametrize(
    ("context", "entity", "reply"),
    [
        pytest.param(Context("duration"), PSYCHOANALYSIS, Reply("vs_psychoanalysis", aspect="frequency"), id="duration"),
        pytest.param(Context("cbt_duration"), PSYCHOANALYSIS, Reply("vs_psychoanalysis", aspect="frequency"), id="cbt-duration"),
        pytest.param(Context("therapist_training"), PSYCHOANALYSIS, Reply("therapist_training"), id="training"),
        pytest.param(Context("definition"), PSYCHOANALYSIS, Reply("psychoanalysis"), id="definition"),
        pytest.param(Context("vs_cbt", aspect="homework"), PSYCHOANALYSIS, Reply("vs_psychoanalysis"), id="aspect-that-does-not-fit"),
        pytest.param(Context("cbt_duration"), PSYCHODYNAMIC, Reply("duration"), id="back-to-psychodynamic-length"),
        pytest.param(Context("cbt"), PSYCHODYNAMIC, Reply("definition"), id="back-to-psychodynamic"),
        pytest.param(
            Context("duration", silent=True, subject="not_covered.frequency"),
            PSYCHOANALYSIS,
            Reply("vs_psychoanalysis", aspect="frequency"),
            id="how-often-was-not-covered",
        ),
        pytest.param(Context("definition"), EMDR, Reply("not_covered", subject="therapies.emdr"), id="unknown-therapy"),
        pytest.param(Context("duration"), DBT, Reply("not_covered", subject="therapies.dbt"), id="unknown-therapy-length"),
    ],
)
def test_and_for_another_therapy_asks_the_same_of_it(context: Context, entity: tuple[str, str], reply: Reply) -> None:
    assert answer(asking("and for that one?", "greet", entity, at=UNLIKELY), context) == [reply]


@pytest.mark.parametrize(
    ("question", "context", "reply"),
    [
        pytest.param(asking("and for ocd?", "greet", ("condition", "ocd")), Context("effectiveness"), Reply("conditions", condition="ocd"), id="condition"),
        pytest.param(
            asking("and ptsd?", "greet", ("condition", "ptsd")),
            Context("conditions", condition="ocd"),
            Reply("conditions", condition="ptsd"),
            id="next-condition",
        ),
        pytest.param(
            asking("is there homework in it?", "greet", ("aspect", "homework")), Context("cbt"), Reply("vs_cbt", aspect="homework"), id="pointing-to-cbt"
        ),
        pytest.param(asking("and the structure?", "greet", ("aspect", "structure")), Context("vs_cbt"), Reply("vs_cbt", aspect="structure"), id="next-aspect"),
        pytest.param(
            asking("and the couch?", "greet", ("aspect", "setting")), Context("psychoanalysis"), Reply("vs_psychoanalysis", aspect="setting"), id="couch"
        ),
        pytest.param(
            asking("and the price?", "greet", ("subject", "cost"), at=LIKELY),
            Context("duration"),
            Reply("not_covered", subject="not_covered.cost"),
            id="silent",
        ),
    ],
)
def test_a_short_message_leans_on_what_was_said(question: Question, context: Context, reply: Reply) -> None:
    assert answer(question, context) == [reply]


@pytest.mark.parametrize(
    ("question", "context", "reply"),
    [
        pytest.param(asking("and for cbt?", "cbt", CBT), NO_CONTEXT, Reply("cbt"), id="nothing-was-said"),
        pytest.param(asking("what is cbt?", "cbt", CBT), Context("duration"), Reply("cbt"), id="whole-question"),
        pytest.param(asking("and " + "really " * SHORT + "cbt?", "cbt", CBT), Context("duration"), Reply("cbt"), id="too-long-to-lean"),
        pytest.param(asking("and the couch?", "goals", ("aspect", "setting")), Context("cbt"), Reply("goals"), id="aspect-of-the-other-comparison"),
        pytest.param(asking("homework here?", "goals", ("aspect", "homework")), Context("cbt"), Reply("goals"), id="neither-elliptic-nor-pointing"),
        pytest.param(asking("and the goals?", "goals"), Context("duration"), Reply("goals"), id="no-entity"),
        pytest.param(asking("and how long does cbt take?", "cbt_duration", CBT), Context("definition"), Reply("cbt_duration"), id="whole-question-after-and"),
        pytest.param(asking("no thanks, what is cbt?", "cbt", CBT), NO_CONTEXT, Reply("cbt"), id="declining-is-no-correction"),
    ],
)
def test_a_message_that_stands_on_its_own_does_not_lean(question: Question, context: Context, reply: Reply) -> None:
    assert answer(question, context) == [reply]


@pytest.mark.parametrize(
    ("text", "entity", "context", "reply"),
    [
        pytest.param("no, i meant cbt", CBT, Context("psychoanalysis"), Reply("cbt"), id="i-meant"),
        pytest.param("No, I meant CBT", CBT, Context("psychoanalysis"), Reply("cbt"), id="in-capitals"),
        pytest.param("sorry, i mean psychoanalysis", PSYCHOANALYSIS, Context("cbt"), Reply("psychoanalysis"), id="sorry"),
        pytest.param("oops i was asking about cbt", CBT, Context("duration"), Reply("cbt_duration"), id="was-asking-about"),
        pytest.param("not psychoanalysis, cbt", CBT, Context("psychoanalysis"), Reply("cbt"), id="not-this-that"),
        pytest.param("actually i meant emdr", EMDR, Context("cbt"), Reply("not_covered", subject="therapies.emdr"), id="unknown-therapy"),
        pytest.param("i meant for ocd", ("condition", "ocd"), Context("conditions", condition="adhd"), Reply("conditions", condition="ocd"), id="condition"),
        pytest.param("no i meant the homework", ("aspect", "homework"), Context("vs_cbt", aspect="focus"), Reply("vs_cbt", aspect="homework"), id="aspect"),
        pytest.param("no i meant cbt", CBT, NO_CONTEXT, Reply("vs_cbt"), id="nothing-was-said"),
    ],
)
def test_a_correction_asks_the_same_of_what_was_meant(text: str, entity: tuple[str, str], context: Context, reply: Reply) -> None:
    assert answer(asking(text, "deny", entity), context) == [reply]


def test_of_two_therapies_in_a_correction_the_last_counts() -> None:
    assert answer(asking("not psychoanalysis, cbt", "deny", PSYCHOANALYSIS, CBT), Context("definition")) == [Reply("cbt")]


def test_a_correction_may_be_longer_than_other_leaning_messages() -> None:
    text = "no, i meant " + "really " * (SHORT - 2) + "cbt"
    assert len(text.split()) > SHORT
    assert answer(asking(text, "deny", CBT), Context("definition")) == [Reply("cbt")]


def test_a_correction_that_names_nothing_is_resolved_by_its_topic() -> None:
    assert answer(asking("no, i meant the price", "goals"), Context("duration")) == [Reply("goals")]


def test_a_correction_names_first_what_is_meant() -> None:
    said = asking("sorry meant anxiety not adhd", "conditions", ("condition", "anxiety"), ("condition", "adhd"))
    assert answer(said, Context("conditions", condition="adhd")) == [Reply("conditions", condition="anxiety")]


def test_a_therapy_alone_asks_the_same_about_it() -> None:
    assert answer(asking("psychodynamic?", "definition", PSYCHODYNAMIC), Context("cbt_duration")) == [Reply("duration")]


def test_a_plain_question_after_a_comparison_is_not_taken_for_its_aspect() -> None:
    said = asking("any short versions of it", "brief_therapy", ("aspect", "length"), at=0.99)
    assert answer(said, Context("vs_cbt")) == [Reply("brief_therapy")]


def test_a_comparison_in_so_many_words_is_not_the_question_before_it_anew() -> None:
    question = asking("and similarity with psychoanalysis", "vs_psychoanalysis", PSYCHOANALYSIS, ("aspect", "similarities"), at=0.99)
    assert answer(question, Context("definition")) == [Reply("vs_psychoanalysis", aspect="similarities")]
