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
        ("i'll be dead by my own hand if this goes on", "suicidal"),
        ("not that the essay matters, i won't be here to hand it in", "suicidal"),
        ("sources for this? also i cant stop thinking about jumping", "suicidal"),
        ("are you a real person? i have a knife in my hand", "imminent"),
        ("our son has attempted twice this month", "somebody_else"),
        ("is it for someone whose husband rapes her", "abuse"),
        ("i was suicidal for a week and it's not going", "suicidal"),
        ("the film was good. i want to die", "suicidal"),
        ("the difference between self-harm and me is that i want to die", "suicidal"),
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
        "i won't be here to take the call, please write",
        "the knife in the kitchen is blunt, i have a butter knife in my bag",
        "my son has attempted the exam twice this year",
        "my husband beats him at chess every sunday",
        "my partner beats her to the shower every morning",
        "i can't stop thinking about jumping castles",
        "i was suicidal at nineteen, thirty years behind me. is it suited to that?",
        "it saved her after she was suicidal in the 90s. does it really work that well?",
        "in the film the patient says 'i want to die' and he writes it down. is that the therapist's part?",
        "what is the difference between self-harm and a suicide attempt? revision question",
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
