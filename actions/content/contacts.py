"""Puts the crisis contacts of support.yml into words, for the crisis responses in the domain."""

import re
from typing import Any
from urllib.parse import quote

from actions.content.models import Contact, Region, Support

OPENING = "I am a program and can't help in a crisis, but people can, right now. **If anyone is in immediate danger, call {emergency}.**"
CLOSING = "You don't have to explain everything; it is enough to say that you need help. These lines stay here while we talk."
UNKNOWN = "unknown"


def crisis_text(region: Region) -> str:
    """Give the crisis answer for a region, in Markdown."""
    lines = "\n".join(f"- **{contact.name}** ({contact.purpose}): {_ways(contact)}" for contact in region.contacts)
    return f"{OPENING.format(emergency=_with_calls(region.emergency))}\n\n{lines}\n\n{CLOSING}"


def crisis_responses(support: Support) -> list[dict[str, Any]]:
    """Give the variations of Rasa's response utter_crisis: one a region, chosen by the slot `region`, and one for everybody else."""
    variations: list[dict[str, Any]] = []
    for code, region in support.regions.items():
        if code != UNKNOWN:
            variations.append({"condition": [{"type": "slot", "name": "region", "value": code}], "text": crisis_text(region)})
    return [*variations, {"text": crisis_text(support.regions[UNKNOWN])}]


def _ways(contact: Contact) -> str:
    ways = []
    if contact.call:
        ways.append(f"call [{contact.call}](tel:{_digits(contact.call)})")
    if contact.text:
        ways.append(f"text [{contact.text}]({_text_address(contact.text)})")
    if contact.url:
        ways.append(f"[{contact.url.removeprefix('https://').removeprefix('www.')}]({contact.url})")
    return ", ".join(ways) + (f", {contact.hours}" if contact.hours else "")


def _with_calls(emergency: str) -> str:
    return re.sub(r"\d{3}", r"[\g<0>](tel:\g<0>)", emergency)


def _text_address(text: str) -> str:
    """Give the address that writes to a number, with the keyword filled in where one is sent ("HOME to 741741")."""
    keyword, to, number = text.rpartition(" to ")
    return f"sms:{_digits(number)}" + (f"?&body={quote(keyword)}" if to else "")  # iOS looks for the "&", all else for the "?"


def _digits(number: str) -> str:
    return "".join(character for character in number if character.isdigit() or character == "+")
