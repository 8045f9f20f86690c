"""Finds what is named in one place and missing in another, both ways."""

from collections.abc import Iterator

from actions.dialogue import CONVERSATION, LIMITS
from archway.operations.checking.project import DOMAIN, ERROR, WARNING, Finding, Project, Step

CRISIS = "crisis"
KNOWN_ACTIONS = {"action_answer", "action_listen", "action_restart", "action_session_start", "action_default_fallback"}


def orphans(project: Project) -> Iterator[Finding]:
    """Give the topics, examples, rules, stories, responses and sections that something else should know of, and does not."""
    yield from _topics(project)
    yield from _examples(project)
    yield from _dialogue(project)
    yield from _responses(project)
    yield from _sections(project)


def _topics(project: Project) -> Iterator[Finding]:
    intents, other = set(project.intents), CONVERSATION | LIMITS | {CRISIS}
    for topic in project.topics:
        if topic not in intents:
            yield Finding(ERROR, f"{project.article_file}, {topic}", f"the topic is no intent of {DOMAIN}; add it there")
    for intent in intents - set(project.topics) - other:
        yield Finding(ERROR, f"{DOMAIN}, intents", f"{intent} is no topic of {project.article_file}, nor one that the assistant answers without the article")


def _examples(project: Project) -> Iterator[Finding]:
    with_examples = {block.topic for block in project.blocks if block.examples}
    for intent in project.intents:
        if intent not in with_examples:
            yield Finding(ERROR, f"{DOMAIN}, intents", f"{intent} has no examples in data/nlu/; nobody who asks for it would be understood")
    for block in project.blocks:
        if block.topic not in project.intents:
            yield Finding(ERROR, f"{block.file.relative_to(project.root)}, {block.topic}", f"examples of what is no intent of {DOMAIN}")
    for topic in project.several - set(project.intents):
        yield Finding(ERROR, f"data/nlu/several.yml, {topic}", f"examples of what is no intent of {DOMAIN}")


def _dialogue(project: Project) -> Iterator[Finding]:
    in_rules = {step.name for step in project.rules if step.kind == "intent"}
    for intent in project.intents:
        if intent not in in_rules:
            yield Finding(ERROR, f"{DOMAIN}, intents", f"{intent} stands in no rule; add it to data/rules/answers.yml")
    for step in [*project.rules, *project.stories]:
        if not _exists(step, project):
            yield Finding(ERROR, step.where, f"{step.name} is no {step.kind} of {DOMAIN}")


def _exists(step: Step, project: Project) -> bool:
    if step.kind == "intent":
        return step.name in project.intents
    return step.name in KNOWN_ACTIONS | set(project.domain.get("actions") or []) | set(project.domain.get("responses") or {})


def _responses(project: Project) -> Iterator[Finding]:
    responses = project.domain.get("responses") or {}
    needed = {f"utter_{intent}" for intent in project.intents if intent in (CONVERSATION | LIMITS) - {"more"}} | {f"utter_{CRISIS}"}
    for name in sorted(needed - set(responses)):
        yield Finding(ERROR, f"{DOMAIN}, responses", f"{name} is missing; there is an intent that it answers")
    named = needed | project.responses_in_code | {step.name for step in [*project.rules, *project.stories]}
    for name, variations in responses.items():
        if name not in named:
            yield Finding(WARNING, f"{DOMAIN}, {name}", "nothing utters this response; take it out, or use it")
        for button in (button for variation in variations for button in variation.get("buttons") or []):
            if button["payload"].lstrip("/") not in project.intents:
                yield Finding(ERROR, f"{DOMAIN}, {name}", f"the button “{button['title']}” leads to {button['payload']}, which is no intent")


def _sections(project: Project) -> Iterator[Finding]:
    used = {topic.section for topic in project.topics.values()}
    for section in project.article.sections:
        if section not in used:
            yield Finding(WARNING, f"{project.article_file}, sections", f"no topic rests on the section {section}")
