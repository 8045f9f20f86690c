"""The spaCy pipeline, assembled from the content's own vocabulary: no trained pipeline is needed."""

import shutil
import tempfile
from pathlib import Path
from typing import Any, Iterator

import spacy
from spacy.language import Language

from actions.content.loader import load_article
from actions.content.models import Article

DEFAULT_FOLDER = Path("build/language")


def vocabulary(article: Article) -> Iterator[tuple[str, str, str]]:
    """Give (label, id, name) for each name of a therapy, condition, aspect and subject of the article."""
    groups: dict[str, list[tuple[str, Any]]] = {
        "therapy": list(article.therapies.items()),
        "condition": list(article.conditions.items()),
        "aspect": [pair for comparison in article.comparisons.values() for pair in comparison.aspects.items()],
        "subject": list(article.not_covered.items()),
    }
    for label, entries in groups.items():
        for id_, entry in entries:
            for name in entry.names:
                yield label, id_, name


def assemble(article: Article) -> Language:
    """Make a blank English pipeline with a sentencizer and an entity ruler for the article's vocabulary.

    Misspelt names are found once their spelling is put right (spelling_corrector.py).
    An entity has the label therapy, condition, aspect or subject, and the content's id as its `ent_id_`.
    """
    nlp = spacy.blank("en")
    nlp.add_pipe("sentencizer")
    names = list(vocabulary(article))
    ruler = nlp.add_pipe("entity_ruler", name="vocabulary", config={"phrase_matcher_attr": "LOWER"})
    ruler.add_patterns([{"label": label, "id": id_, "pattern": name} for label, id_, name in names])
    return nlp


def build(folder: Path = DEFAULT_FOLDER, article: Article | None = None) -> None:
    """Save the pipeline to `folder`, whole or not at all."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    partial = Path(tempfile.mkdtemp(dir=folder.parent))
    assemble(article or load_article()).to_disk(partial)
    shutil.rmtree(folder, ignore_errors=True)
    partial.rename(folder)
