import re
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

from actions.content.contacts import UNKNOWN, crisis_responses, crisis_text
from actions.content.loader import load_support
from actions.content.models import Contact, Region, Support

DOMAIN = Path(__file__).parents[2] / "domain.yml"
STALE = "domain.yml and support.yml differ: run `make contacts`"
PAGE = "https://www.line.example"
REGIONS = ["US", "GB", "IE", "CA", "AU", "NZ"]


@pytest.fixture(scope="module")
def domain() -> dict[str, Any]:
    loaded: dict[str, Any] = YAML(typ="safe", pure=True).load(DOMAIN.read_text("utf-8"))
    return loaded


@pytest.fixture(scope="module")
def support() -> Support:
    return load_support()


def variation_for(responses: list[dict[str, Any]], region: str) -> dict[str, Any]:
    """The one variation of a response that serves the region."""
    wanted = None if region == UNKNOWN else [{"type": "slot", "name": "region", "value": region}]
    (found,) = [variation for variation in responses if variation.get("condition") == wanted]
    return found


def contact(name: str, purpose: str, call: str | None = None, text: str | None = None, url: str | None = None, hours: str | None = None) -> Contact:
    return Contact(name=name, purpose=purpose, call=call, text=text, url=url, hours=hours, last_verified=None)


def made(*contacts: Contact, emergency: str = "911") -> str:
    return crisis_text(Region(name="Somewhere", emergency=emergency, contacts=contacts))


def test_the_domain_holds_exactly_the_crisis_responses_of_the_contacts(domain: dict[str, Any], support: Support) -> None:
    assert domain["responses"]["utter_crisis"] == crisis_responses(support), STALE


@pytest.mark.parametrize("region", [*REGIONS, UNKNOWN])
def test_the_domain_gives_a_region_its_contacts(domain: dict[str, Any], support: Support, region: str) -> None:
    text = variation_for(domain["responses"]["utter_crisis"], region)["text"]
    assert text == variation_for(crisis_responses(support), region)["text"], STALE
    assert re.findall(r"\d{3}", support.regions[region].emergency) == re.findall(r"\[(\d{3})\]\(tel:\1\)", text.partition("\n")[0]), STALE
    for contact in support.regions[region].contacts:
        ways = [way for way in (contact.name, contact.purpose, contact.call, contact.text, contact.url) if way]
        assert [way for way in ways if way not in text] == [], STALE


def test_the_slot_knows_exactly_the_regions_that_have_contacts(domain: dict[str, Any], support: Support) -> None:
    assert set(domain["slots"]["region"]["values"]) == set(support.regions) - {UNKNOWN} == set(REGIONS)


@pytest.mark.parametrize("region", [*REGIONS, UNKNOWN])
def test_a_contact_can_be_reached_in_some_way(support: Support, region: str) -> None:
    assert [contact.name for contact in support.regions[region].contacts if not (contact.call or contact.text or contact.url)] == []


@pytest.mark.parametrize("region", [*REGIONS, UNKNOWN])
def test_a_contacts_page_is_reached_over_https(support: Support, region: str) -> None:
    assert [c.url for c in support.regions[region].contacts if c.url and not c.url.startswith("https://")] == []


def test_a_region_outside_the_list_gets_the_last_variation_which_has_no_condition(support: Support) -> None:
    responses = crisis_responses(support)
    assert [index for index, variation in enumerate(responses) if "condition" not in variation] == [len(responses) - 1]
    assert "findahelpline.com" in responses[-1]["text"]


def test_the_unconditional_variation_stands_last_wherever_the_file_has_it() -> None:
    region = Region(name="x", emergency="1", contacts=(contact(name="Line", purpose="any crisis"),))
    reversed_ = Support(regions={"US": region, UNKNOWN: region, "GB": region})
    assert [variation.get("condition", [{"value": None}])[0]["value"] for variation in crisis_responses(reversed_)] == ["US", "GB", None]


def test_the_emergency_number_comes_before_every_contact() -> None:
    text = made(contact(name="Line", purpose="any crisis", call="1"), emergency="112 or 999")
    assert text.index("call [112](tel:112) or [999](tel:999).") < text.index("**Line**")


def test_a_contact_is_a_line_with_name_purpose_ways_and_hours() -> None:
    line = contact(name="Line", purpose="any crisis", call="1 (800) 2-3", text="HI to 5", url=PAGE, hours="day and night")
    expected = f"- **Line** (any crisis): call [1 (800) 2-3](tel:180023), text [HI to 5](sms:5?&body=HI), [line.example]({PAGE}), day and night"
    assert expected in made(line).splitlines()


@pytest.mark.parametrize(
    ("reached", "line"),
    [
        pytest.param(contact(name="A", purpose="b", call="+44 116 123"), "- **A** (b): call [+44 116 123](tel:+44116123)", id="call-only"),
        pytest.param(contact(name="A", purpose="b", text="0477 13 11 14"), "- **A** (b): text [0477 13 11 14](sms:0477131114)", id="text-without-a-keyword"),
        pytest.param(contact(name="A", purpose="b", text="HOME to 741741"), "- **A** (b): text [HOME to 741741](sms:741741?&body=HOME)", id="text-only"),
        pytest.param(contact(name="A", purpose="b", url=PAGE), f"- **A** (b): [line.example]({PAGE})", id="page-only"),
    ],
)
def test_a_contact_with_one_way_names_that_way_only(reached: Contact, line: str) -> None:
    assert line in made(reached).splitlines()


def test_contacts_keep_their_order() -> None:
    text = made(contact(name="First", purpose="a", call="1"), contact(name="Second", purpose="b", call="2"))
    assert text.index("First") < text.index("Second")


def test_when_a_contact_was_verified_is_not_said() -> None:
    line = contact(name="Line", purpose="any crisis", call="1")
    assert made(line) == made(line.copy(update={"last_verified": date(2024, 1, 1)}))
