"""Visitors whose connections are closed at the end of each test."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack

import pytest

from tests.conftest import Visitor

Welcome = Callable[..., Visitor]


@pytest.fixture
def welcome() -> Iterator[Welcome]:
    """Start a conversation at an address, with a region or without."""
    with ExitStack() as leaving:

        def visitor(address: str, region: str | None = None) -> Visitor:
            arrived = Visitor(address, region)
            leaving.callback(arrived.http.close)
            return arrived

        yield visitor


@pytest.fixture
def visitor(assistant: str, welcome: Welcome) -> Visitor:
    return welcome(assistant)
