import hashlib
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

from actions.content.loader import load_article, load_support, topics_of
from actions.content.models import Article
from actions.wording import CAPABILITIES, SOMETHING_ELSE, TELL_ME_MORE

DOMAIN = Path(__file__).parents[2] / "domain.yml"
SHINGLES = Path(__file__).with_name("article-shingles.txt")
SHINGLE = 7
BUTTON = 40
GRADE = 10.0

SECTION_OF = {
    "definition": "what-is",
    "goals": "introduction",
    "how_it_works": "what-is",
    "origins": "introduction",
    "key_features": "seven-features",
    "feature_emotions": "seven-features",
    "feature_avoidance": "seven-features",
    "feature_patterns": "seven-features",
    "feature_past": "seven-features",
    "feature_relationships": "seven-features",
    "feature_therapy_relationship": "seven-features",
    "feature_fantasy": "seven-features",
    "session_overview": "session",
    "therapist_role": "session",
    "client_role": "session",
    "duration": "duration",
    "brief_therapy": "duration",
    "suitability": "suitability",
    "unsuitable": "suitability",
    "conditions": "suitability",
    "effectiveness": "suitability",
    "vs_psychoanalysis": "vs-psychoanalysis",
    "vs_cbt": "vs-cbt",
    "psychoanalysis": "vs-psychoanalysis",
    "cbt": "vs-cbt",
    "cbt_duration": "vs-cbt",
    "therapist_training": "vs-psychoanalysis",
    "shared_concepts": "vs-psychoanalysis",
    "sources": "byline",
    "find_therapist": "introduction",
}
LISTED = ["depression", "anxiety", "borderline_personality_disorder", "substance_use", "eating_disorders", "panic_disorder", "ptsd"]
UNLISTED = [
    "ocd",
    "bipolar_disorder",
    "adhd",
    "schizophrenia",
    "autism",
    "grief",
    "insomnia",
    "anger_issues",
    "gambling_addiction",
    "hoarding_disorder",
    "dementia",
    "chronic_pain",
]

SUPERIORITY = re.compile(
    r"\b(?:better|superior|more effective|more successful|more helpful|worse|inferior|less effective) (?:than|to|treatment|choice|option|therapy)\b"
    r"|\b(?:is|are|works?|helps?|does|do) (?:\w+ )?(?:better|best|worse)\b(?! for\b)"
    r"|\b(?:outperforms?|beats?|surpass(?:es)?)\b"
)
NEGATION = re.compile(r"\b(?:not|nor|no|never|neither)\b|n[’']t\b")


@pytest.fixture(scope="module")
def article() -> Article:
    return load_article()


@pytest.fixture(scope="module")
def domain() -> dict[str, Any]:
    loaded: dict[str, Any] = YAML(typ="safe", pure=True).load(DOMAIN.read_text("utf-8"))
    return loaded


def texts(data: Any, where: str = "") -> Iterator[tuple[str, str]]:
    """Every string in nested data, with its place."""
    if isinstance(data, str):
        yield where, data
    elif isinstance(data, dict):
        for key, value in data.items():
            yield from texts(value, f"{where}.{key}" if where else str(key))
    elif isinstance(data, list | tuple):
        for index, value in enumerate(data):
            yield from texts(value, f"{where}.{index}")


def sentences(text: str) -> list[str]:
    """Sentences as Flesch counts them: colons and semicolons end one, and so does a list's item."""
    return [sentence for sentence in re.split(r"[.!?:;]+(?=\s|$)|\n", text) if re.search(r"\w", sentence)]


def syllables(word: str) -> int:
    """Vowel groups, less the silent endings -e, -es and -ed."""
    letters = re.sub(r"[^a-z]", "", word.lower())
    silent = re.sub(r"(?:(?<![aeiouyl])e|(?<=[aeiouy]l)e|(?<![aeiouytd])ed|(?<![aeiouysxzhgc])es)$", "", letters)
    return max(1, len(re.findall(r"[aeiouy]+", silent)))


def grade(text: str) -> float:
    """The Flesch-Kincaid grade level."""
    words = re.findall(r"[^\W_]+(?:[’'][^\W_]+)*", text)
    return 0.39 * len(words) / len(sentences(text)) + 11.8 * sum(map(syllables, words)) / len(words) - 15.59


def superiority_claims(text: str) -> list[str]:
    """Sentences that call a therapy better than another, and don't deny it."""
    found = re.split(r"(?<=[.!?])\s+|\n+", text.lower())
    return [sentence for sentence in found if SUPERIORITY.search(sentence) and not NEGATION.search(sentence)]


def shared_words(text: str) -> list[str]:
    """The runs of seven words that the text shares with the article."""
    known = set(SHINGLES.read_text("ascii").split())
    words = re.findall(r"\w+", text.lower())
    runs = [" ".join(words[start : start + SHINGLE]) for start in range(len(words) - SHINGLE + 1)]
    return [run for run in runs if hashlib.sha256(run.encode()).hexdigest()[:12] in known]


def test_the_article_has_every_factual_topic_of_the_contract(article: Article) -> None:
    assert len(SECTION_OF) == 30
    assert set(SECTION_OF) <= set(topics_of(article))  # operators may add others


@pytest.mark.parametrize(("topic", "section"), SECTION_OF.items())
def test_a_topic_rests_on_its_section(article: Article, topic: str, section: str) -> None:
    assert topics_of(article)[topic].section == section
    assert article.sections[section]


@pytest.mark.parametrize("topic", SECTION_OF)
def test_a_topic_is_an_intent_that_can_be_asked(domain: dict[str, Any], topic: str) -> None:
    assert topic in domain["intents"]


def test_there_are_two_comparisons(article: Article) -> None:
    assert set(article.comparisons) == {"vs_psychoanalysis", "vs_cbt"}


@pytest.mark.parametrize(
    ("comparison", "other", "aspects"),
    [
        pytest.param("vs_psychoanalysis", "psychoanalysis", {"similarities", "frequency", "training", "setting"}, id="vs_psychoanalysis"),
        pytest.param("vs_cbt", "cbt", {"structure", "client_role", "homework", "length", "focus"}, id="vs_cbt"),
    ],
)
def test_a_comparison_has_exactly_its_aspects(article: Article, comparison: str, other: str, aspects: set[str]) -> None:
    compared = article.comparisons[comparison]
    assert compared.other == other
    assert set(compared.aspects) == aspects


def test_exactly_the_seven_conditions_of_the_article_are_listed(article: Article) -> None:
    assert len(LISTED) == 7
    assert {id_ for id_, condition in article.conditions.items() if condition.listed} == set(LISTED)


def test_twelve_other_conditions_are_known_and_not_listed(article: Article) -> None:
    assert len(UNLISTED) == 12
    assert {id_ for id_, condition in article.conditions.items() if not condition.listed} == set(UNLISTED)


@pytest.mark.parametrize("condition", LISTED)
def test_the_answer_on_conditions_names_each_listed_one(article: Article, condition: str) -> None:
    assert article.conditions[condition].title in article.topics["conditions"].short


@pytest.mark.parametrize("condition", UNLISTED)
def test_the_answer_on_conditions_names_no_unlisted_one(article: Article, condition: str) -> None:
    topic = article.topics["conditions"]
    assert not re.search(rf"\b{re.escape(article.conditions[condition].title)}\b", f"{topic.short} {topic.more}", re.IGNORECASE)


@pytest.mark.parametrize("group", ["conditions", "therapies", "not_covered"])
def test_a_name_stands_for_one_thing_only(article: Article, group: str) -> None:
    owners: dict[str, list[str]] = {}
    for id_, entry in getattr(article, group).items():
        for name in entry.names:
            owners.setdefault(name.lower(), []).append(id_)
    assert {name: ids for name, ids in owners.items() if len(ids) > 1} == {}


def test_only_psychoanalysis_and_cbt_are_therapies_with_topics_of_their_own(article: Article) -> None:
    covered = {id_: (therapy.topic, therapy.comparison) for id_, therapy in article.therapies.items() if therapy.topic or therapy.comparison}
    assert covered == {"psychoanalysis": ("psychoanalysis", "vs_psychoanalysis"), "cbt": ("cbt", "vs_cbt")}


@pytest.mark.parametrize("topic", SECTION_OF)
def test_follow_ups_lead_elsewhere(article: Article, topic: str) -> None:
    follow_ups = topics_of(article)[topic].follow_ups
    assert 2 <= len(follow_ups) <= 3
    assert len(set(follow_ups)) == len(follow_ups)
    assert topic not in follow_ups
    assert set(follow_ups) <= {*SECTION_OF, "capabilities"}


def test_a_topics_title_is_its_own(article: Article) -> None:
    titles = [topic.title for topic in topics_of(article).values()]
    assert len(set(titles)) == len(titles)


@pytest.mark.parametrize("topic", SECTION_OF)
def test_a_topics_title_fits_on_a_button(article: Article, topic: str) -> None:
    assert 0 < len(topics_of(article)[topic].title) <= BUTTON


@pytest.mark.parametrize("button", [TELL_ME_MORE, SOMETHING_ELSE, CAPABILITIES], ids=lambda button: button[1])
def test_a_button_that_leads_to_no_topic_fits_and_is_an_intent(domain: dict[str, Any], button: tuple[str, str]) -> None:
    title, intent = button
    assert 0 < len(title) <= BUTTON
    assert intent in domain["intents"]


def test_the_domains_buttons_fit_and_lead_to_intents(domain: dict[str, Any]) -> None:
    buttons = [button for variations in domain["responses"].values() for variation in variations for button in variation.get("buttons", [])]
    assert buttons
    assert [button["title"] for button in buttons if not 0 < len(button["title"]) <= BUTTON] == []
    assert [button["payload"] for button in buttons if button["payload"].removeprefix("/") not in domain["intents"] or button["payload"][0] != "/"] == []


def test_the_domains_buttons_call_a_topic_by_its_title(article: Article, domain: dict[str, Any]) -> None:
    topics = topics_of(article)
    buttons = [button for variations in domain["responses"].values() for variation in variations for button in variation.get("buttons", [])]
    named = {(button["payload"].removeprefix("/"), button["title"]) for button in buttons if button["payload"].removeprefix("/") in topics}
    assert named
    assert {(id_, title) for id_, title in named if topics[id_].title != title} == set()


@pytest.mark.parametrize(
    ("word", "count"),
    [
        ("the", 1),
        ("come", 1),
        ("used", 1),
        ("wanted", 2),
        ("little", 2),
        ("article", 3),
        ("makes", 1),
        ("causes", 2),
        ("therapy", 3),
        ("psychodynamic", 5),
        ("whole", 1),
    ],
)
def test_the_syllable_counter_counts_syllables(word: str, count: int) -> None:
    assert syllables(word) == count


def test_the_grade_tells_plain_words_from_heavy_ones() -> None:
    assert grade("The cat sat on the mat. It was a good cat.") < 2
    assert grade("Individuals demonstrating considerable psychological introspection experience substantially accelerated therapeutic developments.") > 20


@pytest.mark.parametrize("topic", SECTION_OF)
def test_a_short_answer_reads_easily(article: Article, topic: str) -> None:
    assert grade(topics_of(article)[topic].short) <= GRADE


@pytest.mark.parametrize(
    ("text", "claims"),
    [
        pytest.param("Psychodynamic therapy is better than CBT.", 1, id="better"),
        pytest.param("CBT works better.", 1, id="works-better"),
        pytest.param("It is more effective than CBT.", 1, id="more-effective"),
        pytest.param("It outperforms CBT.", 1, id="outperforms"),
        pytest.param("The article does not say that one is better than the other.", 0, id="denied"),
        pytest.param("You understand yourself better.", 0, id="understanding-better"),
        pytest.param("Who is it best for?", 0, id="best-for"),
    ],
)
def test_claims_of_superiority_are_told_from_other_sentences(text: str, claims: int) -> None:
    assert len(superiority_claims(text)) == claims


def test_no_text_calls_a_therapy_better_than_another(article: Article, domain: dict[str, Any]) -> None:
    said = [*texts(article.dict()), *texts(domain["responses"])]
    assert {where: claims for where, text in said if (claims := superiority_claims(text))} == {}


def test_the_shingles_recognise_the_article() -> None:
    hashes = SHINGLES.read_text("ascii").splitlines()
    assert len(hashes) > 1000
    assert [line for line in hashes if not re.fullmatch(r"[0-9a-f]{12}", line)] == []
    assert shared_words(load_article().article.title)


def test_no_content_shares_seven_words_in_a_row_with_the_article(article: Article) -> None:
    said = {where: text for where, text in texts(article.dict()) if where != "article.title"}
    assert len(said) > 300
    assert {where: runs for where, text in said.items() if (runs := shared_words(text))} == {}


def test_no_response_of_the_domain_shares_seven_words_in_a_row_with_the_article(domain: dict[str, Any]) -> None:
    said = dict(texts(domain["responses"]))
    assert len(said) > 20
    assert {where: runs for where, text in said.items() if (runs := shared_words(text))} == {}


def test_no_contact_shares_seven_words_in_a_row_with_the_article() -> None:
    assert {where: runs for where, text in texts(load_support().dict()) if (runs := shared_words(text))} == {}
