"""The FAQ bot of Rasa's manual: retrieval intents, DIET, ResponseSelector, TED, UnexpecTED, fallback, the REST channel, all at their defaults."""

from pathlib import Path
from typing import Any

import yaml

from benchmarks.content import Topic

FAQ, CHITCHAT = "faq", "chitchat"
EPOCHS = 100  # what `rasa init` writes
FALLBACK = "I'm sorry, I didn't quite understand that. Could you rephrase?"


def write(folder: Path, topics: dict[str, Topic], chitchat: set[str], epochs: int | None) -> None:
    """Write the whole project. `chitchat`: the topics that are no part of the FAQ."""
    files: dict[str, Any] = {
        "config.yml": _config(epochs or EPOCHS),
        "domain.yml": _domain(topics, chitchat),
        "data/nlu.yml": _examples(topics, chitchat),
        "data/rules.yml": {"version": "3.1", "rules": _rules()},
        "data/stories.yml": {"version": "3.1", "stories": _stories()},
        "credentials.yml": {"rest": None},
        "endpoints.yml": {},
    }
    for name, content in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(yaml.safe_dump(content, sort_keys=False, allow_unicode=True, width=1000), "utf-8")


def intent(topic: str, chitchat: set[str]) -> str:
    """Give the retrieval intent of a topic."""
    return f"{CHITCHAT if topic in chitchat else FAQ}/{topic}"


def _config(epochs: int) -> dict[str, Any]:
    return {
        "recipe": "default.v1",
        "assistant_id": "stock",
        "language": "en",
        "pipeline": [
            {"name": "WhitespaceTokenizer"},
            {"name": "RegexFeaturizer"},
            {"name": "LexicalSyntacticFeaturizer"},
            {"name": "CountVectorsFeaturizer"},
            {"name": "CountVectorsFeaturizer", "analyzer": "char_wb", "min_ngram": 1, "max_ngram": 4},
            {"name": "DIETClassifier", "epochs": epochs, "constrain_similarities": True},
            {"name": "EntitySynonymMapper"},
            {"name": "ResponseSelector", "epochs": epochs, "retrieval_intent": FAQ, "constrain_similarities": True},
            {"name": "ResponseSelector", "epochs": epochs, "retrieval_intent": CHITCHAT, "constrain_similarities": True},
            {"name": "FallbackClassifier", "threshold": 0.3, "ambiguity_threshold": 0.1},
        ],
        "policies": [
            {"name": "MemoizationPolicy"},
            {"name": "RulePolicy"},
            {"name": "UnexpecTEDIntentPolicy", "max_history": 5, "epochs": epochs},
            {"name": "TEDPolicy", "max_history": 5, "epochs": epochs, "constrain_similarities": True},
        ],
    }


def _domain(topics: dict[str, Topic], chitchat: set[str]) -> dict[str, Any]:
    responses = {f"utter_{intent(name, chitchat)}": [{"text": topic.answer}] for name, topic in topics.items()}
    return {
        "version": "3.1",
        "intents": [FAQ, CHITCHAT, "nlu_fallback"],
        "responses": {**responses, "utter_please_rephrase": [{"text": FALLBACK}]},
        "session_config": {"session_expiration_time": 60, "carry_over_slots_to_new_session": True},
    }


def _examples(topics: dict[str, Topic], chitchat: set[str]) -> dict[str, Any]:
    blocks = [{"intent": intent(name, chitchat), "examples": "".join(f"- {_plain(example)}\n" for example in topic.examples)} for name, topic in topics.items()]
    return {"version": "3.1", "nlu": blocks}


def _plain(example: str) -> str:
    return example.replace("\n", " ").replace("[", "(").replace("]", ")")  # brackets would mark entities


def _rules() -> list[dict[str, Any]]:
    pairs = [(FAQ, f"utter_{FAQ}"), (CHITCHAT, f"utter_{CHITCHAT}"), ("nlu_fallback", "utter_please_rephrase")]
    return [{"rule": f"answer {name}", "steps": [{"intent": name}, {"action": action}]} for name, action in pairs]


def _stories() -> list[dict[str, Any]]:
    faq, chitchat = [{"intent": FAQ}, {"action": f"utter_{FAQ}"}], [{"intent": CHITCHAT}, {"action": f"utter_{CHITCHAT}"}]
    return [
        {"story": "small talk, then questions", "steps": [*chitchat, *faq, *faq]},
        {"story": "questions, then small talk", "steps": [*faq, *faq, *chitchat]},
        {"story": "back and forth", "steps": [*chitchat, *faq, *chitchat, *faq]},
    ]
