from pathlib import Path

import pytest

from actions.content.loader import ARTICLE, SUPPORT, ContentError, load_article, load_support, topics_of


def changed(original: Path, folder: Path, old: str, new: str) -> Path:
    """A copy of a content file with its first `old` replaced."""
    text = original.read_text("utf-8")
    assert old in text
    copy = folder / original.name
    copy.write_text(text.replace(old, new, 1), "utf-8")
    return copy


def error_of(path: Path) -> str:
    with pytest.raises(ContentError) as raised:
        load_article(path)
    return str(raised.value)


def support_error_of(path: Path) -> str:
    with pytest.raises(ContentError) as raised:
        load_support(path)
    return str(raised.value)


def test_the_real_article_loads() -> None:
    article = load_article()
    assert article.article.author == "Frances Gatta"
    assert article.article.reviewer == "Matthew Ryan"
    assert article.article.reviewed_on is None
    assert article.topics["definition"].section == "what-is"


def test_the_real_contacts_load() -> None:
    assert set(load_support().regions) == {"unknown", "US", "GB", "IE", "CA", "AU", "NZ"}


def test_an_unchanged_copy_loads_and_equals_the_original(tmp_path: Path) -> None:
    assert load_article(changed(ARTICLE, tmp_path, "topics:", "topics:")) == load_article()


def test_comparisons_are_topics_too() -> None:
    article = load_article()
    topics = topics_of(article)
    assert topics["vs_cbt"] is article.comparisons["vs_cbt"]
    assert topics["definition"] is article.topics["definition"]
    assert len(topics) == len(article.topics) + len(article.comparisons)


@pytest.mark.parametrize(
    ("old", "new", "named"),
    [
        pytest.param("    title: What is it?\n", "    title: What is it?\n    titel: What is it?\n", ["topics.definition.titel"], id="unknown-key-in-a-topic"),
        pytest.param("\ntopics:\n", "\nthemes: {}\n\ntopics:\n", ["themes"], id="unknown-key-at-the-top"),
        pytest.param("    listed: true\n", "    listed: true\n    severe: true\n", ["conditions.depression.severe"], id="unknown-key-in-a-condition"),
        pytest.param(
            "        title: Structure\n",
            "        title: Structure\n        cbt: rigid\n",
            ["comparisons.vs_cbt.aspects.structure.cbt"],
            id="unknown-key-in-an-aspect",
        ),
        pytest.param("    section: what-is\n", "", ["topics.definition.section", "required"], id="missing-section"),
        pytest.param("    section: what-is\n", "    section: elsewhere\n", ["definition.section", "'elsewhere'", "what-is"], id="unknown-section"),
        pytest.param("    title: What is it?\n", "", ["topics.definition.title", "required"], id="missing-title"),
        pytest.param("    title: What is it?\n", f"    title: {'x' * 41}\n", ["topics.definition.title", "40"], id="title-too-long-for-a-button"),
        pytest.param("[session_overview, how_it_works, vs_cbt]", "[session, how_it_works, vs_cbt]", ["definition.follow_ups", "'session'"], id="bad-follow-up"),
        pytest.param("[session_overview, how_it_works, vs_cbt]", "[definition, vs_cbt]", ["definition.follow_ups", "itself"], id="follow-up-to-itself"),
        pytest.param("[session_overview, how_it_works, vs_cbt]", "[vs_cbt]", ["topics.definition.follow_ups", "2"], id="too-few-follow-ups"),
        pytest.param(
            "[session_overview, how_it_works, vs_cbt]",
            "[session_overview, how_it_works, vs_cbt, goals]",
            ["topics.definition.follow_ups", "3"],
            id="too-many-follow-ups",
        ),
        pytest.param("    topic: cbt\n", "    topic: cognitive\n", ["therapies.cbt.topic", "'cognitive'"], id="unknown-therapy-topic"),
        pytest.param("    comparison: vs_cbt\n", "    comparison: vs_dbt\n", ["therapies.cbt.comparison", "'vs_dbt'"], id="unknown-therapy-comparison"),
        pytest.param("  vs_cbt:\n", "  goals:\n", ["goals", "both a topic and a comparison"], id="topic-and-comparison-of-one-name"),
        pytest.param("  definition:\n", "  Definition!:\n", ["topics"], id="topic-id-that-is-no-identifier"),
        pytest.param("  author: Frances Gatta\n", "", ["article.author", "required"], id="missing-author"),
    ],
)
def test_an_inconsistent_article_is_refused_naming_file_topic_and_key(tmp_path: Path, old: str, new: str, named: list[str]) -> None:
    message = error_of(changed(ARTICLE, tmp_path, old, new))
    assert message.startswith("psychodynamic-therapy.yml: ")
    assert [name for name in named if name not in message] == []


def test_all_problems_are_named_at_once(tmp_path: Path) -> None:
    copy = changed(ARTICLE, tmp_path, "[session_overview, how_it_works, vs_cbt]", "[nothing, how_it_works]")
    message = error_of(changed(copy, tmp_path, "    topic: cbt\n", "    topic: cognitive\n"))
    assert "definition.follow_ups" in message
    assert "therapies.cbt.topic" in message


def test_a_missing_file_is_named_with_what_to_do(tmp_path: Path) -> None:
    path = tmp_path / "psychodynamic-therapy.yml"
    message = error_of(path)
    assert str(path) in message
    assert "put the content file there" in message


@pytest.mark.parametrize(
    ("content", "named"),
    [
        pytest.param(b"topics: [definition", "not valid YAML", id="unclosed-list"),
        pytest.param(b"topics:\n\t- x: 'y\n", "line", id="tab-and-open-quote"),
        pytest.param(b"Just a sentence", "found str", id="plain-text"),
        pytest.param(b"- definition\n- goals\n", "found list", id="list"),
        pytest.param(b"", "found NoneType", id="empty"),
        pytest.param(b"\xff\xfe\x00\x81\x8d", "psychodynamic-therapy.yml", id="bytes-that-are-no-text"),
    ],
)
def test_a_file_that_is_no_yaml_mapping_is_refused_naming_it(tmp_path: Path, content: bytes, named: str) -> None:
    path = tmp_path / "psychodynamic-therapy.yml"
    path.write_bytes(content)
    message = error_of(path)
    assert "psychodynamic-therapy.yml" in message
    assert named in message


def test_a_file_with_another_root_names_the_keys_that_were_expected(tmp_path: Path) -> None:
    path = tmp_path / "psychodynamic-therapy.yml"
    path.write_text("[]", "utf-8")
    message = error_of(path)
    assert [key for key in ("article", "sections", "topics", "comparisons", "conditions", "therapies", "not_covered") if key not in message] == []


@pytest.mark.parametrize(
    ("old", "new", "named"),
    [
        pytest.param("  unknown:\n", "  XX:\n", ["regions.unknown"], id="no-region-for-everybody-else"),
        pytest.param('    emergency: "999"\n', "", ["regions.GB.emergency", "required"], id="missing-emergency-number"),
        pytest.param("{name: Samaritans,", "{name: Samaritans, phone: x,", ["regions.GB.contacts.0.phone"], id="unknown-key-in-a-contact"),
        pytest.param("{name: Samaritans, purpose: any crisis,", "{name: Samaritans,", ["regions.GB.contacts.0.purpose", "required"], id="missing-purpose"),
        pytest.param("last_verified: null", "last_verified: soon", ["regions.unknown.contacts.0.last_verified"], id="date-that-is-none"),
    ],
)
def test_inconsistent_contacts_are_refused_naming_file_region_and_key(tmp_path: Path, old: str, new: str, named: list[str]) -> None:
    message = support_error_of(changed(SUPPORT, tmp_path, old, new))
    assert message.startswith("support.yml: ")
    assert [name for name in named if name not in message] == []


def test_a_region_without_contacts_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "support.yml"
    path.write_text("regions: {unknown: {name: your country, emergency: '112', contacts: []}}", "utf-8")
    message = support_error_of(path)
    assert "support.yml: regions.unknown.contacts" in message
    assert "at least one" in message


def test_missing_contacts_are_named_with_what_to_do(tmp_path: Path) -> None:
    path = tmp_path / "support.yml"
    message = support_error_of(path)
    assert str(path) in message
    assert "put the content file there" in message
