import re
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

from actions.content.loader import load_article, topics_of
from actions.content.models import Article
from actions.dialogue import CONVERSATION, DID_YOU_MEAN, LIMITS, LOST, UNKNOWN_CONDITION, Reply
from actions.wording import CAPABILITIES, SOMETHING_ELSE, TELL_ME_MORE, utterance

DOMAIN = Path(__file__).parents[2] / "domain.yml"
TOPICS = sorted(topics_of(load_article()))
CONDITIONS = sorted(load_article().conditions)
ASPECTS = [(comparison, aspect) for comparison, compared in load_article().comparisons.items() for aspect in compared.aspects]
SUBJECTS = [f"not_covered.{id_}" for id_ in load_article().not_covered if id_ != "frequency"]
UNKNOWN_THERAPIES = [f"therapies.{id_}" for id_, therapy in load_article().therapies.items() if not therapy.topic and id_ != "psychodynamic_therapy"]


@pytest.fixture(scope="module")
def article() -> Article:
    return load_article()


@pytest.fixture(scope="module")
def responses() -> dict[str, Any]:
    loaded: dict[str, Any] = YAML(typ="safe", pure=True).load(DOMAIN.read_text("utf-8"))["responses"]
    return loaded


@pytest.mark.parametrize("topic", TOPICS)
def test_a_topic_is_answered_with_its_short_text_and_section(article: Article, topic: str) -> None:
    said = utterance(Reply(topic), article)
    assert (said.topic, said.text, said.response) == (topic, topics_of(article)[topic].short, None)
    assert said.metadata == {"section": topics_of(article)[topic].section}


@pytest.mark.parametrize("topic", TOPICS)
def test_a_short_answer_suggests_more_and_two_follow_ups(article: Article, topic: str) -> None:
    said = utterance(Reply(topic), article)
    assert said.buttons[0] == TELL_ME_MORE
    assert [intent for _, intent in said.buttons[1:]] == topics_of(article)[topic].follow_ups[:2]


@pytest.mark.parametrize("topic", sorted(load_article().topics))
def test_more_is_the_longer_text_with_all_follow_ups_and_no_more_on_top(article: Article, topic: str) -> None:
    said = utterance(Reply(topic, more=True), article)
    assert (said.topic, said.text, said.response) == (topic, article.topics[topic].more, None)
    assert [intent for _, intent in said.buttons] == article.topics[topic].follow_ups
    assert said.metadata == {"section": article.topics[topic].section}


def test_a_follow_up_is_called_by_the_title_of_its_topic(article: Article) -> None:
    said = utterance(Reply("definition"), article)
    assert ("What happens in a session?", "session_overview") in said.buttons


def test_a_follow_up_to_what_can_be_asked_is_a_button_too(article: Article) -> None:
    assert CAPABILITIES in utterance(Reply("sources", more=True), article).buttons


@pytest.mark.parametrize(("comparison", "aspect"), ASPECTS)
def test_an_aspect_is_a_summary_and_both_sides(article: Article, comparison: str, aspect: str) -> None:
    compared = article.comparisons[comparison]
    sides = compared.aspects[aspect]
    said = utterance(Reply(comparison, aspect=aspect), article)
    assert said.text == f"{sides.summary}\n\n- **Psychodynamic therapy:** {sides.psychodynamic}\n- **{compared.other_name}:** {sides.other}"
    assert said.metadata == {"section": compared.section, "aspect": aspect}
    assert [intent for _, intent in said.buttons] == compared.follow_ups


@pytest.mark.parametrize("comparison", sorted(load_article().comparisons))
@pytest.mark.parametrize("asked", [None, "first"])
def test_more_on_a_comparison_goes_through_all_its_aspects(article: Article, comparison: str, asked: str | None) -> None:
    compared = article.comparisons[comparison]
    said = utterance(Reply(comparison, aspect=next(iter(compared.aspects)) if asked else None, more=True), article)
    assert said.text
    places = [said.text.index(aspect.summary) for aspect in compared.aspects.values()]
    assert places == sorted(places)
    assert [aspect.title for aspect in compared.aspects.values() if aspect.psychodynamic not in said.text or aspect.other not in said.text] == []
    assert "aspect" not in said.metadata


@pytest.mark.parametrize("id_", CONDITIONS)
def test_a_condition_is_named_and_called_uncovered_only_if_not_listed(article: Article, id_: str) -> None:
    condition = article.conditions[id_]
    said = utterance(Reply("conditions", condition=id_), article)
    assert said.topic == "conditions"
    assert said.response == ("utter_condition_listed" if condition.listed else "utter_condition_unlisted")
    assert said.values["condition_name"] == condition.title
    assert said.metadata["condition_id"] == id_
    assert said.metadata["section"] == "suitability"
    assert said.metadata.get("uncovered", False) is not condition.listed


def test_the_note_on_a_condition_is_told_and_others_have_none(article: Article) -> None:
    assert "Targeted forms" in utterance(Reply("conditions", condition="substance_use"), article).values["condition_note"]
    assert utterance(Reply("conditions", condition="anxiety"), article).values["condition_note"] == ""


def test_an_unlisted_condition_is_told_which_are_listed(article: Article) -> None:
    listed = utterance(Reply("conditions", condition="ocd"), article).values["listed_conditions"]
    assert listed == (
        "depression, anxiety, borderline personality disorder, substance use, eating disorders, panic disorder and post-traumatic stress disorder (PTSD)"
    )


@pytest.mark.parametrize("id_", ["depression", "ocd"])
def test_more_on_a_condition_is_more_on_conditions_and_still_about_it(article: Article, id_: str) -> None:
    said = utterance(Reply("conditions", condition=id_, more=True), article)
    assert (said.text, said.response) == (article.topics["conditions"].more, None)
    assert said.metadata["condition_id"] == id_


@pytest.mark.parametrize("id_", ["depression", "ocd"])
def test_a_condition_leads_on_to_the_follow_ups_of_conditions(article: Article, id_: str) -> None:
    said = utterance(Reply("conditions", condition=id_), article)
    assert [intent for _, intent in said.buttons] == article.topics["conditions"].follow_ups


@pytest.mark.parametrize("topic", sorted((CONVERSATION | LIMITS) - {"more"}))
def test_conversation_and_limits_are_the_domains_responses(article: Article, responses: dict[str, Any], topic: str) -> None:
    said = utterance(Reply(topic), article)
    assert (said.topic, said.text, said.response, said.buttons) == (topic, None, f"utter_{topic}", [])
    assert said.response in responses
    assert said.metadata == ({"uncovered": True} if topic == "not_covered" else {})


def test_more_about_nothing_tells_what_can_be_asked(article: Article) -> None:
    said = utterance(Reply("more"), article)
    assert (said.topic, said.response) == ("capabilities", "utter_capabilities")


@pytest.mark.parametrize("subject", SUBJECTS + UNKNOWN_THERAPIES)
def test_what_the_article_is_silent_on_is_named(article: Article, subject: str) -> None:
    group, id_ = subject.split(".")
    said = utterance(Reply("not_covered", subject=subject), article)
    assert (said.topic, said.response) == ("not_covered", "utter_not_covered_subject")
    assert said.values == {"subject_name": getattr(article, group)[id_].title}
    assert said.metadata == {"uncovered": True}


def test_how_often_sessions_take_place_has_an_answer_of_its_own(article: Article) -> None:
    said = utterance(Reply("not_covered", subject="not_covered.frequency"), article)
    assert (said.topic, said.response, said.values) == ("not_covered", "utter_not_covered_frequency", {})
    assert said.metadata == {"uncovered": True}


def test_offers_are_buttons_with_a_way_out_at_the_end(article: Article) -> None:
    said = utterance(Reply(DID_YOU_MEAN, offers=("cbt", "vs_cbt")), article)
    assert (said.topic, said.response) == ("did_you_mean", "utter_did_you_mean")
    assert said.buttons == [("What is CBT?", "cbt"), ("How does CBT differ?", "vs_cbt"), SOMETHING_ELSE]


def test_being_lost_is_a_did_you_mean_with_the_responses_own_buttons(article: Article, responses: dict[str, Any]) -> None:
    said = utterance(Reply(LOST), article)
    assert (said.topic, said.response, said.buttons) == ("did_you_mean", "utter_lost", [])
    assert responses["utter_lost"][0]["buttons"]


EVERY_REPLY = [
    *(Reply(topic) for topic in sorted(CONVERSATION | LIMITS)),
    *(Reply("conditions", condition=id_) for id_ in ("substance_use", "ocd")),
    *(Reply("not_covered", subject=subject) for subject in ("not_covered.cost", "not_covered.frequency", "therapies.emdr")),
    Reply(DID_YOU_MEAN, offers=("cbt",)),
    Reply(LOST),
]


@pytest.mark.parametrize("reply", EVERY_REPLY, ids=lambda reply: "-".join(filter(None, (reply.topic, reply.condition, reply.subject))))
def test_a_response_stands_in_the_domain_and_gets_all_its_values(article: Article, responses: dict[str, Any], reply: Reply) -> None:
    said = utterance(reply, article)
    assert said.response in responses
    wanted = {name for variation in responses[said.response] for name in re.findall(r"\{(\w+)\}", variation["text"])}
    assert wanted <= set(said.values)


@pytest.mark.parametrize("reply", EVERY_REPLY, ids=lambda reply: "-".join(filter(None, (reply.topic, reply.condition, reply.subject))))
def test_values_and_metadata_never_share_a_name(article: Article, reply: Reply) -> None:
    said = utterance(reply, article)
    assert not said.values.keys() & said.metadata.keys()
    assert not {*said.values, *said.metadata} & {"text", "response", "buttons", "topic"}


def test_a_condition_without_a_name_is_said_not_to_be_covered_beside_those_that_are() -> None:
    said = utterance(Reply("conditions", subject=UNKNOWN_CONDITION), load_article())
    assert (said.topic, said.response, said.metadata["uncovered"]) == ("conditions", "utter_condition_unknown", True)
    assert "depression" in said.values["listed_conditions"]
