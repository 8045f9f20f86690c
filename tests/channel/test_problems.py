"""The refusals of the chat API."""

import json
from http import HTTPStatus
from typing import Iterator

import pytest

from archway.channel import problems
from archway.channel.problems import CONTENT_TYPE, Problem


def kinds(of: type[Problem] = Problem) -> Iterator[type[Problem]]:
    for kind in of.__subclasses__():
        yield kind
        yield from kinds(kind)


KINDS = list(kinds())
each_kind = pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)


def test_every_problem_has_a_status_and_a_code_of_its_own() -> None:
    every: list[type[Problem]] = [Problem, *KINDS]
    pairs = [(kind.status, kind.code) for kind in every]
    assert len(set(pairs)) == len(pairs)
    assert len({kind.code for kind in KINDS}) == len(KINDS)


@each_kind
def test_every_problem_defines_its_status_code_and_title_itself(kind: type[Problem]) -> None:
    assert {"status", "code", "title"} <= vars(kind).keys()


@each_kind
def test_every_status_tells_of_an_error(kind: type[Problem]) -> None:
    assert HTTPStatus(kind.status) >= HTTPStatus.BAD_REQUEST


@each_kind
def test_a_document_describes_its_problem(kind: type[Problem]) -> None:
    document = kind("what was expected").document()
    assert document == {
        "type": f"urn:archway:problem:{kind.code}",
        "title": kind.title,
        "status": kind.status,
        "detail": "what was expected",
        "code": kind.code,
    }
    assert json.loads(json.dumps(document)) == document


@each_kind
def test_without_a_detail_the_title_stands_in(kind: type[Problem]) -> None:
    assert kind().document()["detail"] == kind.title
    assert str(kind()) == kind.title


def test_documents_have_the_content_type_of_problems() -> None:
    assert CONTENT_TYPE == "application/problem+json"


def test_the_overview_lists_every_problem_with_its_status() -> None:
    for kind in KINDS:
        assert any(kind.__name__ in line and str(kind.status) in line for line in (problems.__doc__ or "").splitlines())
