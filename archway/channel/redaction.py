"""Takes e-mail addresses, phone numbers and card numbers out of a text, before anything is stored or logged.

Nine digits and more, however they are grouped, identify somebody: a phone, a card, an insurance number. What the safety screen looks for is
shorter: ages, doses, dates, emergency numbers and the helplines' short numbers stay as they are.
"""

import re

EMAIL, PHONE, CARD = "[email address]", "[phone number]", "[card number]"

# "me@example.org", "me @ example.org", "me (at) example [dot] org", "me at example dot com"; the last only before a known ending: "at" is a common word.
ENDINGS = "com|org|net|edu|gov|info|io|me|co|uk|ie|us|ca|au|nz|de|fr|eu"
NAME = r"(?<![\w.+-])\w[\w.+'-]{0,63}"
OPEN, CLOSE, DOT = r"\s{0,2}[\[({<]\s?", r"\s?[\])}>]\s{0,2}", r"(?:\s{0,2}[\[({<]\s?(?:dot|\.)\s?[\])}>]\s{0,2}|\s{1,2}dot\s{1,2}|\.)"
EMAILS = re.compile(
    rf"{NAME}\s?[@＠]\s?\w[\w-]*(?:{DOT}\w[\w-]*)+"
    rf"|{NAME}{OPEN}(?:at|@){CLOSE}\w[\w-]*(?:{DOT}\w[\w-]*)+"
    rf"|{NAME}\s{{1,2}}at\s{{1,2}}\w[\w-]*(?:\s{{1,2}}dot\s{{1,2}}\w[\w-]*)*\s{{1,2}}dot\s{{1,2}}(?:{ENDINGS})\b",
    re.IGNORECASE,
)

DATE = re.compile(
    r"(?<![\d+])(?<!\d[./-])(?:"
    r"(?:1[89]|20)\d\d([./-])(?:0?[1-9]|1[0-2])\1(?:0?[1-9]|[12]\d|3[01])"
    r"|(?:0?[1-9]|[12]\d|3[01])([./-])(?:0?[1-9]|[12]\d|3[01])\2(?:(?:1[89]|20)\d\d|\d\d)"
    r")(?!\d|[./-]\d)"
)
YEARS = re.compile(r"(?<!\d)(?<!\d[ -])(?:(?:1[89]|20)\d\d(?:\s?[-–/]\s?|\s))+(?:1[89]|20)\d\d(?![ -]?\d)")
GAP = r"[\s().\-\u2010-\u2015/_\u200c\u200d]{0,3}"
DIGITS = re.compile(rf"(?:\+|\(\+?)?\s?(?<!\d)\d(?:{GAP}\d)+\)?")
LOCAL = re.compile(r"\d{3}-\d{4}")  # a North American number without its area code
IDENTIFYING = 9
CARD_DIGITS = range(13, 20)


def redact(text: str) -> str:
    """Give the text with placeholders for e-mail addresses, phone and card numbers. Redacting twice changes nothing more."""
    without_addresses = EMAILS.sub(EMAIL, text)
    pieces, end = [], 0
    for date in sorted((*DATE.finditer(without_addresses), *YEARS.finditer(without_addresses)), key=re.Match.start):
        if date.start() >= end:
            pieces += [_without_numbers(without_addresses[end : date.start()]), date.group()]
            end = date.end()
    return "".join([*pieces, _without_numbers(without_addresses[end:])])


def _without_numbers(text: str) -> str:
    return DIGITS.sub(_placeholder, text)


def _placeholder(found: re.Match[str]) -> str:
    digits = [int(character) for character in found.group() if character.isdigit()]
    space = " " if found.group()[0].isspace() else ""
    if len(digits) in CARD_DIGITS and _is_luhn(digits):
        return space + CARD
    if len(digits) >= IDENTIFYING or LOCAL.fullmatch(found.group().strip()) or (found.group().lstrip(" (").startswith("+") and len(digits) >= IDENTIFYING - 1):
        return space + PHONE
    return found.group()


def _is_luhn(digits: list[int]) -> bool:
    doubled = [digit if place % 2 else digit * 2 - 9 * (digit > 4) for place, digit in enumerate(digits, start=len(digits) % 2)]
    return sum(doubled) % 10 == 0 and any(digits)
