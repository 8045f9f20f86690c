"""The API's description for programs: openapi.yml, completed from the code with the refusals and the choices there are."""

import functools
from collections import defaultdict
from pathlib import Path
from typing import Any, Iterator

import yaml

from archway.channel.problems import CONTENT_TYPE, Problem
from archway.channel.requests import choices

FILE = Path(__file__).with_name("openapi.yml")


@functools.cache
def document(content: str | None = None) -> dict[str, Any]:
    """Give the OpenAPI document, with the choices of a version of the content."""
    described: dict[str, Any] = yaml.safe_load(FILE.read_text("utf-8"))
    described["components"]["responses"] = _refusals()
    described["components"]["schemas"]["Choice"]["enum"] = sorted(choices(content))
    return described


def _refusals() -> dict[str, Any]:
    """Give one response a status; a status may have several codes."""
    by_status: dict[int, list[type[Problem]]] = defaultdict(list)
    for kind in _kinds():
        by_status[kind.status].append(kind)
    return {str(status): _response(kinds) for status, kinds in by_status.items()}


def _kinds(of: type[Problem] = Problem) -> Iterator[type[Problem]]:
    yield of
    for kind in of.__subclasses__():
        yield from _kinds(kind)


def _response(kinds: list[type[Problem]]) -> dict[str, Any]:
    one_of = {"properties": {"status": {"enum": [kinds[0].status]}, "code": {"enum": [kind.code for kind in kinds]}}}
    schema = {"allOf": [{"$ref": "#/components/schemas/Problem"}, one_of]}
    described: dict[str, Any] = {"description": "; ".join(f"`{kind.code}`: {kind.title}" for kind in kinds), "content": {CONTENT_TYPE: {"schema": schema}}}
    if kinds[0].status == 429:
        described["headers"] = {"Retry-After": {"description": "Seconds to wait", "required": True, "schema": {"type": "integer", "minimum": 1}}}
    return described
