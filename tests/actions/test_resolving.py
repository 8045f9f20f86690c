from dataclasses import replace

import pytest

from actions.content.loader import load_article, topics_of
from actions.content.models import Article
from actions.dialogue import CONVERSATION, DID_YOU_MEAN, LIMITS, LOST, Context, Question, Reply, remember
from actions.leaning import SURE
from actions.resolving import FAIR, OFFERS, QUESTION_ALONE, QUESTION_SURE, WHOLE_SURE, resolve
from tests.actions.questions import CBT, DBT, EMDR, LIKELY, NO_CONTEXT, PSYCHOANALYSIS, PSYCHODYNAMIC, UNLIKELY, answer, asking


@pytest.fixture(scope="module")
def article() -> Article:
    return load_article()


def test_the_thresholds_are_in_order() -> None:
    assert 0 < FAIR < SURE < 1
    assert FAIR < QUESTION_SURE < 1


@pytest.mark.parametrize("topic", sorted(topics_of(load_article())))
def test_a_factual_topic_is_answered_alone(topic: str) -> None:
    assert answer(asking("a question that names nothing in particular", topic)) == [Reply(topic)]


@pytest.mark.parametrize("topic", sorted((CONVERSATION - {"affirm", "more"}) | LIMITS))
def test_a_conversational_or_limiting_topic_is_answered_alone(topic: str) -> None:
    assert answer(asking("something", topic)) == [Reply(topic)]


@pytest.mark.parametrize(
    ("question", "replies"),
    [
        pytest.param(asking("homework in cbt?", "vs_cbt", CBT, ("aspect", "homework")), [Reply("vs_cbt", aspect="homework")], id="cbt-homework"),
        pytest.param(asking("structure", "vs_cbt", ("aspect", "structure")), [Reply("vs_cbt", aspect="structure")], id="therapy-not-named"),
        pytest.param(asking("the couch", "vs_psychoanalysis", ("aspect", "setting")), [Reply("vs_psychoanalysis", aspect="setting")], id="setting"),
        pytest.param(asking("couch in cbt", "vs_cbt", CBT, ("aspect", "setting")), [Reply("vs_cbt")], id="aspect-of-the-other-comparison"),
        pytest.param(
            asking("couch, homework", "vs_cbt", ("aspect", "setting"), ("aspect", "homework")),
            [Reply("vs_cbt", aspect="homework")],
            id="first-aspect-that-fits",
        ),
        pytest.param(
            asking("how often", "vs_psychoanalysis", ("subject", "frequency")), [Reply("vs_psychoanalysis", aspect="frequency")], id="frequency-as-a-subject"
        ),
        pytest.param(asking("how often", "vs_cbt", ("subject", "frequency")), [Reply("vs_cbt")], id="frequency-is-no-aspect-of-cbt"),
        pytest.param(asking("differences", "vs_cbt", CBT, PSYCHODYNAMIC), [Reply("vs_cbt")], id="both-therapies-named-no-aspect"),
        pytest.param(asking("training", "therapist_training", ("aspect", "training")), [Reply("therapist_training")], id="aspect-outside-a-comparison"),
    ],
)
def test_a_comparison_takes_the_aspect_that_is_named(question: Question, replies: list[Reply]) -> None:
    assert answer(question) == replies


@pytest.mark.parametrize(
    ("entities", "replies"),
    [
        pytest.param([CBT, PSYCHOANALYSIS], [Reply("vs_cbt"), Reply("vs_psychoanalysis")], id="in-the-order-named"),
        pytest.param([PSYCHOANALYSIS, CBT], [Reply("vs_psychoanalysis"), Reply("vs_cbt")], id="in-the-other-order"),
        pytest.param([CBT, PSYCHOANALYSIS, CBT], [Reply("vs_cbt"), Reply("vs_psychoanalysis")], id="each-once"),
        pytest.param(
            [CBT, PSYCHOANALYSIS, ("aspect", "homework")], [Reply("vs_cbt", aspect="homework"), Reply("vs_psychoanalysis")], id="aspect-only-where-it-fits"
        ),
    ],
)
def test_two_therapies_give_two_comparisons(entities: list[tuple[str, str]], replies: list[Reply]) -> None:
    assert answer(asking("how do they differ?", "vs_cbt", *entities)) == replies


@pytest.mark.parametrize(
    ("question", "replies"),
    [
        pytest.param(asking("anxiety?", "conditions", ("condition", "anxiety")), [Reply("conditions", condition="anxiety")], id="listed"),
        pytest.param(asking("ocd?", "conditions", ("condition", "ocd")), [Reply("conditions", condition="ocd")], id="unlisted"),
        pytest.param(asking("does it work for ptsd?", "effectiveness", ("condition", "ptsd")), [Reply("conditions", condition="ptsd")], id="effectiveness"),
        pytest.param(
            asking("ocd and anxiety?", "conditions", ("condition", "ocd"), ("condition", "anxiety")),
            [Reply("conditions", condition="ocd"), Reply("conditions", condition="anxiety")],
            id="several-in-the-order-named",
        ),
        pytest.param(
            asking("ocd, really ocd?", "conditions", ("condition", "ocd"), ("condition", "ocd")), [Reply("conditions", condition="ocd")], id="named-twice"
        ),
        pytest.param(asking("which?", "conditions"), [Reply("conditions")], id="none-named"),
        pytest.param(asking("i had depression, who wrote it?", "sources", ("condition", "depression")), [Reply("sources")], id="beside-another-topic"),
    ],
)
def test_conditions_are_answered_one_by_one(question: Question, replies: list[Reply]) -> None:
    assert answer(question) == replies


def test_no_more_conditions_are_answered_than_topics_are_offered(article: Article) -> None:
    named = list(article.conditions)[: OFFERS + 2]
    replies = answer(asking("all of these?", "conditions", *(("condition", id_) for id_ in named)))
    assert [reply.condition for reply in replies] == named[:OFFERS]


@pytest.mark.parametrize(
    ("question", "replies"),
    [
        pytest.param(asking("is emdr better?", "vs_cbt", EMDR), [Reply("not_covered", subject="therapies.emdr")], id="compared"),
        pytest.param(asking("psychodynamic or dbt?", "vs_cbt", PSYCHODYNAMIC, DBT), [Reply("not_covered", subject="therapies.dbt")], id="beside-psychodynamic"),
        pytest.param(asking("cbt or emdr?", "vs_cbt", CBT, EMDR), [Reply("vs_cbt")], id="beside-one-the-article-knows"),
        pytest.param(asking("emdr?", "not_covered", EMDR), [Reply("not_covered", subject="therapies.emdr")], id="asked-by-itself"),
        pytest.param(
            asking("cost of emdr?", "not_covered", ("subject", "cost"), EMDR), [Reply("not_covered", subject="therapies.emdr")], id="therapy-before-subject"
        ),
    ],
)
def test_an_unknown_therapy_is_named_as_not_covered(question: Question, replies: list[Reply]) -> None:
    assert answer(question) == replies


@pytest.mark.parametrize(
    ("entities", "subject"),
    [
        pytest.param([("subject", "cost")], "not_covered.cost", id="cost"),
        pytest.param([("subject", "insurance"), ("subject", "cost")], "not_covered.insurance", id="first-of-two"),
        pytest.param([("aspect", "frequency")], "not_covered.frequency", id="frequency-as-an-aspect"),
        pytest.param([("subject", "frequency")], "not_covered.frequency", id="frequency-as-a-subject"),
        pytest.param([CBT, ("subject", "cost")], "not_covered.cost", id="cost-of-a-known-therapy"),
        pytest.param([PSYCHODYNAMIC], None, id="psychodynamic-therapy-is-no-silent-subject"),
        pytest.param([], None, id="nothing-named"),
    ],
)
def test_what_the_article_is_silent_on_is_named(entities: list[tuple[str, str]], subject: str | None) -> None:
    assert answer(asking("something", "not_covered", *entities)) == [Reply("not_covered", subject=subject)]


WHOLE = asking("all of it", "definition", at=SURE, then=("duration", "sources", "not_covered", "vs_cbt", "conditions"))
DEFINITION = asking("what is it", "definition")
DURATION = asking("how long does it last?", "duration")


@pytest.mark.parametrize(
    ("parts", "replies"),
    [
        pytest.param([DEFINITION, DURATION], [Reply("definition"), Reply("duration")], id="two-in-order"),
        pytest.param([DURATION, DEFINITION], [Reply("duration"), Reply("definition")], id="two-in-the-other-order"),
        pytest.param([DEFINITION, DURATION, asking("who wrote it?", "sources")], [Reply("definition"), Reply("duration"), Reply("sources")], id="three"),
        pytest.param([DEFINITION, DURATION, DEFINITION], [Reply("definition"), Reply("duration")], id="one-repeated"),
        pytest.param(
            [DURATION, asking("cost?", "not_covered", ("subject", "cost"))],
            [Reply("duration"), Reply("not_covered", subject="not_covered.cost")],
            id="one-not-covered",
        ),
        pytest.param(
            [asking("cbt homework", "vs_cbt", ("aspect", "homework")), asking("ocd?", "conditions", ("condition", "ocd"))],
            [Reply("vs_cbt", aspect="homework"), Reply("conditions", condition="ocd")],
            id="each-with-its-own-entities",
        ),
        pytest.param([asking("thanks!", "thanks"), DURATION], [Reply("definition")], id="thanks-is-no-question"),
        pytest.param([asking("hi", "greet"), DURATION], [Reply("definition")], id="greeting-is-no-question"),
        pytest.param([asking("i feel low", "distress"), DURATION], [Reply("definition")], id="distress-is-no-question"),
        pytest.param([DEFINITION, asking("what is it really", "definition")], [Reply("definition")], id="same-topic-twice"),
        pytest.param([DURATION, asking("mumble", "sources", at=QUESTION_SURE / 2)], [Reply("definition")], id="one-too-unsure"),
        pytest.param([DURATION, asking("mumble", "sources", at=QUESTION_SURE)], [Reply("duration"), Reply("sources")], id="just-sure-enough"),
        pytest.param([DURATION, Question("mumble", [])], [Reply("definition")], id="one-without-a-ranking"),
        pytest.param([DURATION], [Reply("definition")], id="one-part-only"),
    ],
)
def test_separate_questions_get_an_answer_each_and_else_the_whole_counts(article: Article, parts: list[Question], replies: list[Reply]) -> None:
    assert resolve(WHOLE, parts, NO_CONTEXT, article) == replies


def test_a_part_of_which_the_whole_shows_no_trace_is_no_question_unless_it_is_certain(article: Article) -> None:
    whole = asking("all of it", "definition", at=SURE)
    unborne = asking("mumble", "sources", at=(QUESTION_SURE + QUESTION_ALONE) / 2)
    assert resolve(whole, [DEFINITION, unborne], NO_CONTEXT, article) == [Reply("definition")]
    certain = asking("who wrote it", "sources", at=QUESTION_ALONE)
    assert resolve(whole, [DEFINITION, certain], NO_CONTEXT, article) == [Reply("definition"), Reply("sources")]


def test_a_message_that_is_surely_about_something_else_is_not_split(article: Article) -> None:
    assert resolve(replace(asking("all of it", "sources", at=WHOLE_SURE), several=0.1), [DEFINITION, DURATION], NO_CONTEXT, article) == [Reply("sources")]


def test_separate_questions_that_are_half_sure_bring_no_offers(article: Article) -> None:
    half = (max(QUESTION_SURE, FAIR) + SURE) / 2
    parts = [asking("one", "definition", at=half, then=("goals", "cbt")), asking("two", "duration", at=half, then=("goals", "cbt"))]
    assert resolve(WHOLE, parts, NO_CONTEXT, article) == [Reply("definition"), Reply("duration")]


def test_a_sequel_leans_on_the_question_before_it_in_the_message(article: Article) -> None:
    whole = asking("all of it", "duration", at=SURE, then=("cbt",))
    parts = [DURATION, asking("and for cbt?", "cbt", CBT)]
    assert resolve(whole, parts, Context("definition"), article) == [Reply("duration"), Reply("cbt_duration")]


@pytest.mark.parametrize(
    ("context", "reply"),
    [
        pytest.param(Context("definition"), Reply("definition", more=True), id="topic"),
        pytest.param(Context("vs_cbt", aspect="homework"), Reply("vs_cbt", aspect="homework", more=True), id="aspect"),
        pytest.param(Context("conditions", condition="ocd"), Reply("conditions", condition="ocd", more=True), id="condition"),
        pytest.param(NO_CONTEXT, Reply("capabilities"), id="nothing-was-said"),
    ],
)
def test_tell_me_more_is_about_what_was_said(context: Context, reply: Reply) -> None:
    assert answer(asking("tell me more", "more"), context) == [reply]


def test_tell_me_more_is_about_what_was_said_although_topics_were_offered() -> None:
    assert answer(asking("tell me more", "more"), Context("definition", offered=("cbt",))) == [Reply("definition", more=True)]


@pytest.mark.parametrize(
    ("context", "reply"),
    [
        pytest.param(Context(offered=("cbt", "goals")), Reply("cbt"), id="first-of-the-offers"),
        pytest.param(Context("definition", offered=("cbt",)), Reply("cbt"), id="offers-before-what-was-said"),
        pytest.param(Context("definition"), Reply("definition", more=True), id="no-offers"),
        pytest.param(Context("conditions", condition="ocd"), Reply("conditions", condition="ocd", more=True), id="no-offers-after-a-condition"),
        pytest.param(NO_CONTEXT, Reply("affirm"), id="nothing-was-said"),
    ],
)
def test_yes_takes_up_the_likeliest_offer_or_what_was_said(context: Context, reply: Reply) -> None:
    assert answer(asking("yes", "affirm"), context) == [reply]


@pytest.mark.parametrize(
    "context", [pytest.param(Context(offered=("cbt",)), id="offers"), pytest.param(Context("definition"), id="answer"), pytest.param(NO_CONTEXT, id="nothing")]
)
def test_no_declines_whatever_was_said(context: Context) -> None:
    assert answer(asking("no", "deny"), context) == [Reply("deny")]


@pytest.mark.parametrize(
    ("question", "replies"),
    [
        pytest.param(asking("x", "cbt", at=SURE, then=("goals",)), [Reply("cbt")], id="just-sure"),
        pytest.param(asking("x", "cbt", at=LIKELY, then=("goals",)), [Reply("cbt"), Reply(DID_YOU_MEAN, offers=("goals",), besides=True)], id="fair"),
        pytest.param(asking("x", "cbt", at=FAIR, then=("goals",)), [Reply("cbt"), Reply(DID_YOU_MEAN, offers=("goals",), besides=True)], id="just-fair"),
        pytest.param(asking("x", "cbt", at=LIKELY), [Reply("cbt")], id="fair-with-nothing-to-offer"),
        pytest.param(asking("x", "cbt", at=LIKELY, then=("greet", "out_of_scope")), [Reply("cbt")], id="only-factual-topics-are-offered"),
        pytest.param(
            asking("x", "not_covered", at=LIKELY, then=("goals",)),
            [Reply("not_covered"), Reply(DID_YOU_MEAN, offers=("goals",), besides=True)],
            id="fair-limit",
        ),
        pytest.param(asking("x", "thanks", at=LIKELY, then=("goals",)), [Reply("thanks")], id="fair-conversation"),
        pytest.param(asking("x", "cbt", at=UNLIKELY, then=("goals", "greet")), [Reply(DID_YOU_MEAN, offers=("cbt", "goals"))], id="unsure"),
        pytest.param(
            asking("x", "out_of_scope", at=UNLIKELY, then=("cbt", "goals")), [Reply(DID_YOU_MEAN, offers=("cbt", "goals"))], id="unsure-limit-is-not-offered"
        ),
        pytest.param(
            asking("x", "vs_cbt", ("aspect", "focus"), at=LIKELY, then=("goals",)),
            [Reply("vs_cbt", aspect="focus"), Reply(DID_YOU_MEAN, offers=("goals",), besides=True)],
            id="fair-with-an-aspect",
        ),
        pytest.param(
            asking("x", "effectiveness", ("condition", "ocd"), at=LIKELY, then=("conditions", "goals")),
            [Reply("conditions", condition="ocd"), Reply(DID_YOU_MEAN, offers=("effectiveness", "goals"), besides=True)],
            id="what-is-answered-is-not-offered",
        ),
    ],
)
def test_the_less_sure_the_more_is_offered(question: Question, replies: list[Reply]) -> None:
    assert answer(question) == replies


@pytest.mark.parametrize("topic", ["vs_cbt", "duration", "deny", "thanks"])
def test_a_choice_means_what_it_says_whatever_was_spoken_of(topic: str) -> None:
    for context in (Context("vs_psychoanalysis", aspect="training"), Context("cbt"), Context("conditions", condition="ocd")):
        assert answer(asking(f"/{topic}", topic, at=1.0), context) == [Reply(topic)]


def test_asking_for_more_of_what_is_not_covered_stays_not_covered() -> None:
    after = remember([Reply("not_covered", subject="not_covered.cost")], Context("duration"))
    assert answer(asking("roughly?", "more"), after) == [Reply("not_covered", subject="not_covered.cost")]
    assert answer(asking("more", "more"), remember([Reply("duration")], after)) == [Reply("duration", more=True)]


def test_offers_are_limited() -> None:
    others = ("goals", "origins", "duration", "sources", "suitability")
    (unsure,) = answer(asking("x", "cbt", at=UNLIKELY, then=others))
    assert unsure.offers == ("cbt", *others)[:OFFERS]
    _, fair = answer(asking("x", "cbt", at=LIKELY, then=others))
    assert fair.offers == others[: OFFERS - 1]


def test_the_second_miss_in_a_row_is_not_met_with_offers_again() -> None:
    missed = asking("x", "cbt", at=UNLIKELY, then=("goals",))
    first = answer(missed)
    assert [reply.topic for reply in first] == [DID_YOU_MEAN]
    after_first = remember(first, NO_CONTEXT)
    second = answer(missed, after_first)
    assert second == [Reply(LOST)]
    third = answer(missed, remember(second, after_first))
    assert [reply.topic for reply in third] == [DID_YOU_MEAN]


def test_a_miss_after_something_out_of_scope_is_the_second_one() -> None:
    context = remember([Reply("out_of_scope")], NO_CONTEXT)
    assert answer(asking("x", "cbt", at=UNLIKELY), context) == [Reply(LOST)]


@pytest.mark.parametrize("between", [Reply("definition"), Reply("thanks"), Reply("not_covered"), Reply("distress")], ids=lambda reply: reply.topic)
def test_an_answer_between_two_misses_makes_the_second_a_first_one(between: Reply) -> None:
    context = remember([between], remember([Reply(DID_YOU_MEAN)], NO_CONTEXT))
    assert [reply.topic for reply in answer(asking("x", "cbt", at=UNLIKELY), context)] == [DID_YOU_MEAN]


def test_after_a_miss_a_fair_question_is_answered() -> None:
    assert answer(asking("x", "cbt", at=LIKELY), Context(misses=1)) == [Reply("cbt")]


def test_a_conversation_keeps_its_thread_through_thanks_and_ellipses() -> None:
    context = NO_CONTEXT
    said = []
    for question in (
        asking("how long does it last?", "duration"),
        asking("thanks", "thanks"),
        asking("and for cbt?", "goals", CBT, at=UNLIKELY),
        asking("tell me more", "more"),
        asking("and for psychodynamic therapy?", "goals", PSYCHODYNAMIC, at=UNLIKELY),
    ):
        replies = answer(question, context)
        context = remember(replies, context)
        said += replies
    assert said == [Reply("duration"), Reply("thanks"), Reply("cbt_duration"), Reply("cbt_duration", more=True), Reply("duration")]


def test_thanks_before_a_question_are_answered_first() -> None:
    parts = [Question("thanks", [("thanks", 0.99)]), Question("how long is it", [("duration", 0.99)])]
    assert resolve(asking("thanks how long is it", "duration"), parts, NO_CONTEXT, load_article()) == [Reply("thanks"), Reply("duration")]


def test_a_message_that_surely_asks_one_thing_is_not_split() -> None:
    parts = [asking("do you want to know what i feel", "therapist_role"), asking("even the bits that clash", "feature_emotions")]
    whole = asking("do you want to know what i feel, even the bits that clash", "feature_emotions")
    assert len(resolve(whole, parts, NO_CONTEXT, load_article())) == 2
    assert resolve(replace(whole, several=0.0), parts, NO_CONTEXT, load_article()) == [Reply("feature_emotions")]


def test_a_condition_named_beside_the_question_is_meant() -> None:
    parts = [asking("would it help him", "conditions"), asking("how long is it", "duration")]
    whole = asking("my son gambles, would it help him, and how long is it", "conditions", ("condition", "gambling_addiction"))
    assert resolve(whole, parts, NO_CONTEXT, load_article()) == [Reply("conditions", condition="gambling_addiction"), Reply("duration")]


def test_a_condition_that_the_answer_was_not_about_is_what_it_means_afterwards() -> None:
    context = remember([Reply("personal_advice")], NO_CONTEXT, "adhd")
    assert answer(asking("ok does this treat it", "conditions"), context=context) == [Reply("conditions", condition="adhd")]
    assert answer(asking("which are on the list", "conditions"), context=context) == [Reply("conditions")]
    after = remember([Reply("definition")], context)
    assert answer(asking("ok does this treat it", "conditions"), context=after) == [Reply("conditions")]


def test_fragments_are_questions_whatever_courtesy_stands_beside_them(article: Article) -> None:
    fragments = [replace(asking(text, topic), loose=True) for text, topic in (("origins", "origins"), ("duration", "duration"), ("go", "goodbye"))]
    assert resolve(asking("origins, duration. go", "duration"), fragments, NO_CONTEXT, article) == [Reply("origins"), Reply("duration")]


def test_a_fragment_with_a_courtesy_is_one_question(article: Article) -> None:
    fragments = [replace(asking(text, topic), loose=True) for text, topic in (("duration", "duration"), ("ta", "thanks"))]
    assert Reply("duration") in resolve(asking("duration. ta", "duration"), fragments, NO_CONTEXT, article)
