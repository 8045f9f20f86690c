import pytest

from archway.nlu.danger import match


@pytest.mark.parametrize(
    ("text", "tier"),
    [
        ("i want to die", "suicidal"),
        ("sewerside thoughts", "suicidal"),
        ("I WANT TO KILL MYSELF", "suicidal"),
        ("feeling su1c1dal again", "suicidal"),
        ("$uicidal rn", "suicidal"),
        ("i dont want to be here anymore", "suicidal"),
        ("they'd be better off without me", "suicidal"),
        ("is there a way to just not wake up", "suicidal"),
        ("tell my mum i tried ok", "suicidal"),
        ("or should i just get it over with and die", "suicidal"),
        ("she had finger marks round her neck", "abuse"),
        ("it isn't only words, he shoves me about", "abuse"),
        ("going to end my life tonight", "imminent"),
        ("i took too many pills", "imminent"),
        ("swallowed the whole packet an hour ago", "imminent"),
        ("call 911", "imminent"),
        ("i keep cutting myself", "self_harm"),
        ("my sister is suicidal", "somebody_else"),
        ("my son wants to kill himself", "somebody_else"),
        ("he says he'll hurt himself", "somebody_else"),
        ("my partner hits me", "abuse"),
        ("i'm not safe at home", "abuse"),
        ("i have thoughts of harming my baby", "others"),
        ("who wrote this article i want to kill myself", "suicidal"),
        ("no plans to go on holiday, i want to die", "suicidal"),
    ],
)
def test_plain_danger_is_found_with_its_tier(text: str, tier: str) -> None:
    assert match(text) == tier


@pytest.mark.parametrize(
    "text",
    [
        "this essay is killing me",
        "suicide squad was a terrible film",
        "does it reduce suicide risk?",
        "suicidal ideation research",
        "she took a whole box of tissues",
        "i wish i didn't wake up so early",
        "can you tell my mum i said hi",
        "is there a better way to wake up",
        "i'm not suicidal, just curious",
        "i would never hurt myself",
        "my mum is going to kill me when she sees the bill",
        "kill me now, another form",
        "is there a kill switch",
        "i'd kill for a straight answer",
        "do or die for my essay",
        "cutting straight to it: how many sessions",
        "i want to end my subscription",
        "is it for people who were abused as children",
        "they hit me with a fee",
        "i always shoot myself in the foot",
        "who sings i hurt myself today",
        "no, i don't want to hurt myself",
        "i have no thoughts of ending things",
        "",
    ],
)
def test_idioms_quotations_study_questions_and_denials_match_no_pattern(text: str) -> None:
    assert match(text) is None
