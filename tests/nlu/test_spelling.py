import pytest

from archway.nlu import encoder
from archway.nlu.spelling import OFTEN, Speller

TEXTS = ["what exactly is psychodynamic therapy", "how many months of therapy are supposed to help with anxiety", "is there homework", "a computer"]


@pytest.fixture(scope="module")
def speller(sentence_encoder: encoder.Encoder) -> Speller:
    return Speller(sentence_encoder.is_word).fit(TEXTS * OFTEN * 5 + ["anxeity"] * OFTEN)


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("wat exaclty is sycodinamic therepy", "wat exactly is psychodynamic therapy"),
        ("homewrk?", "homework?"),
        ("how meny munths", "how many months"),
        ("anxeity", "anxiety"),
        ("a compuetr", "a computer"),
    ],
)
def test_misspelt_words_are_put_right(speller: Speller, written: str, meant: str) -> None:
    assert speller.correct(written) == meant


@pytest.mark.parametrize("text", ["", "it is", "a fridge", "Is Ayurveda covered, or reiki?", "does EMDR help with misophonia", "🙂 1.000 %", "CBT"])
def test_other_words_are_left_alone(speller: Speller, text: str) -> None:
    assert speller.correct(text) == text


@pytest.mark.parametrize(("written", "meant"), [("my bulemia", "my bulimia"), ("scitzophrenia", "schizophrenia"), ("pyschoanalysis", "psychoanalysis")])
def test_names_are_put_right_that_no_example_holds(sentence_encoder: encoder.Encoder, written: str, meant: str) -> None:
    names = ["bulimia", "schizophrenia", "psychoanalysis", "OCD", "a name with short words"]
    assert Speller(sentence_encoder.is_word).fit(["nothing of the kind"], names).correct(written) == meant


def test_a_misspelt_name_is_none_to_correct_towards(sentence_encoder: encoder.Encoder) -> None:
    taught = Speller(sentence_encoder.is_word).fit(["help with anxiety"] * OFTEN * 5, ["anxiety", "anxeity"])
    assert taught.correct("anxeity") == "anxiety"


def test_nothing_learnt_corrects_nothing(sentence_encoder: encoder.Encoder) -> None:
    assert Speller(sentence_encoder.is_word).correct("exaclty") == "exaclty"
