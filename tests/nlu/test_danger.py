import pytest

from archway.nlu.danger import is_denied, is_long_ago, is_still_in_need, match


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
        ("just od'd", "imminent"),
        ("swallowed the whole packet an hour ago", "imminent"),
        ("call 911", "imminent"),
        ("my flatmate just swallowed a bottle of something", "imminent"),
        ("i want to have enough to never wake", "suicidal"),
        ("how can i stop myself from jumping", "suicidal"),
        ("i live with someone who hits me when he drinks", "abuse"),
        ("i keep cutting myself", "self_harm"),
        ("i don't want to die but i took too many pills", "imminent"),
        ("would i have to show them my fresh cuts", "self_harm"),
        ("ok thanks. still gonna jump", "suicidal"),
        ("painless way to die", "suicidal"),
        ("i do not intend to see out the month", "suicidal"),
        ("do they feel like jumping off a roof as well", "suicidal"),
        ("crisis line number please", "suicidal"),
        ("i've got a plan and a note", "suicidal"),
        ("i'm scared of what i'll do to my baby", "others"),
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
        ("i'd rather die than live like this", "suicidal"),
        ("i would rather be dead than carry on", "suicidal"),
        ("k1ll myself at 19", "suicidal"),
        ("is there any reason not to swallow the lot", "suicidal"),
        ("how many paracetamol is too many", "suicidal"),
        ("someone like me who tries to end it every few months", "suicidal"),
        ("would it suit someone who slashes her legs", "self_harm"),
        ("quiero matarme", "another_language"),
        ("je veux mourir", "another_language"),
        ("ich will nicht mehr leben", "another_language"),
        ("voglio farla finita", "another_language"),
        ("eu quero morrer", "another_language"),
        ("chcę się zabić", "another_language"),
        ("хочу умереть", "another_language"),
        ("मैं मरना चाहता हूँ", "another_language"),
        ("我想死", "another_language"),
        ("أريد أن أموت", "another_language"),
        ("how much is it, and please hurry, he's got a knife", "imminent"),
        ("is it weekly? i'll be dead by easter anyway", "suicidal"),
        ("nothing is going to matter after friday", "suicidal"),
        ("if i fail im jumping off the library", "suicidal"),
        ("i won't see christmas and that's fine", "suicidal"),
        ("how do i hide my cuts for pe", "self_harm"),
        ("do they talk about the past, mine still does it, my uncle still does it to me", "abuse"),
    ],
)
def test_plain_danger_is_found_with_its_tier(text: str, tier: str) -> None:
    assert match(text) == tier


@pytest.mark.parametrize(
    "text",
    [
        "this essay is killing me",
        "he's got a knife block he never uses",
        "i'm jumping off the call now",
        "i don't want to see christmas lights in september",
        "the chef hides cuts of meat",
        "suicide squad was a terrible film",
        "does it reduce suicide risk?",
        "suicidal ideation research",
        "just od'd on podcasts, what is the short version?",
        "i tried to end my life when i was 19. that's twenty-two years ago, i'm well. would it make sense?",
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
        "the dog swallowed a bottle of water in one go",
        "how do i stop myself from jumping to conclusions",
        "not enough sleep to never wake grumpy",
        "i play with someone who beats me at chess every time",
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
        "i'd rather die than talk about my mum to a stranger",
        "he tried to end it with a handshake",
        "slashed tyres, slashed prices",
        "i don't self-harm or anything heavy",
        "i was suicidal at 19. i'm 44 now and happy",
        "my deadline is a suicide mission",
        "do i have to talk about my mum's suicide straight away?",
        "sixty years ago my father beat us, as fathers did",
        "i want to jump in at the deep end",
        "the least painful way to go about asking for a refund",
        "is there a line of research on suicide",
        "i have a plan and a notebook",
        "show them the cuts in the budget",
        "i'm scared of what it might do to my marriage",
        "¿qué es la terapia psicodinámica?",
        "was kostet eine sitzung?",
        "combien de temps ça dure",
        "",
    ],
)
def test_idioms_quotations_study_questions_and_denials_match_no_pattern(text: str) -> None:
    assert match(text) is None


@pytest.mark.parametrize(
    "text", ["I tried it in 2009, all well", "thirty years ago", "when i was a teenager", "he hit us in the sixties", "At 19 I was in hospital"]
)
def test_what_was_long_ago_is_told_as_such(text: str) -> None:
    assert is_long_ago(text)


@pytest.mark.parametrize("text", ["i want to die", "last week", "a year of this is enough", "in two days", "since monday", "i am 19", ""])
def test_what_is_now_is_not(text: str) -> None:
    assert not is_long_ago(text)


@pytest.mark.parametrize(
    "text",
    [
        "I don't want to die, I want to know what CBT is",
        "no i DON'T want to die. how is cbt different",
        "No, I would never hurt myself, stop sending me helplines",
        "never had thoughts of ending it, the doctor asked",
        "i am not in danger, i am nosy",
        "i dont self-harm or anything heavy, may i go",
        "i don't want to die, i just need to know whether there is a couch",
        "i would never hurt myself, just curious about the dreams",
        "i have no plans to hurt anyone, what do they write down",
    ],
)
def test_what_is_denied_is_told_as_such(text: str) -> None:
    assert is_denied(text)
    assert match(text) is None


@pytest.mark.parametrize(
    "text",
    [
        "i don't want to die",
        "why don't i just kill myself",
        "why not just kill myself tonight",
        "do not tell anyone i want to kill myself",
        "i can not stop thinking about suicide, help with thoughts of suicide",
        "there is no way out but to kill myself",
        "there is no reason not to end my life",
        "i do not see why i should not kill myself",
        "why not kill myself",
        "tell me how to not kill myself",
        "i don't want to die but i can't go on, i want to be dead",
        "i don't want to die please someone help me",
        "i dont want to die i just want to bleed a bit",
        "i don't want to die, just want to know how to stop being here and be dead",
        "i wish i didn't want to die every single day",
        "i never wanted to die so badly in my life",
        "not that i want to die in front of the children",
    ],
)
def test_danger_with_a_not_somewhere_before_it_is_found_all_the_same(text: str) -> None:
    assert not is_denied(text)
    assert match(text) is not None


@pytest.mark.parametrize(
    "text",
    ["i'm not afraid to die", "i have never been so close to suicide", "never mind, i'll end it", "don't let me die in here", "i am not dying of boredom", ""],
)
def test_what_does_not_deny_danger_is_no_denial(text: str) -> None:
    assert not is_denied(text)


@pytest.mark.parametrize(
    "text", ["what do i do", "theres nobody i can tell", "she made me promise not to tell", "its fine forget i said anything", "help me", "HELP"]
)
def test_what_still_speaks_of_danger_is_told_as_such(text: str) -> None:
    assert is_still_in_need(text)


@pytest.mark.parametrize("text", ["what do i do in a session", "ok i will ring them, thank you", "how does this therapy help", "how long does it last", ""])
def test_what_goes_on_to_something_else_is_not(text: str) -> None:
    assert not is_still_in_need(text)
