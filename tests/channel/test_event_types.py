"""Rasa's kinds of events, found once by name."""

from collections.abc import Iterator

import pytest
from rasa.shared.core.events import Event, SlotSet
from rasa.shared.utils.common import all_subclasses

from archway.channel.event_types import remember_event_types

OWN = Event.resolve_by_type


@pytest.fixture(autouse=True)
def remembered() -> Iterator[None]:
    remember_event_types()
    remember_event_types()
    yield
    Event.resolve_by_type = staticmethod(OWN)


def test_every_kind_is_found_as_rasa_finds_it() -> None:
    names = {kind.type_name for kind in all_subclasses(Event)}
    assert len(names) > 20
    for _ in range(2):
        assert {name: Event.resolve_by_type(name) for name in names} == {name: OWN(name) for name in names}
    assert Event.resolve_by_type("topic") is None
    assert Event.resolve_by_type("unheard_of", SlotSet) is SlotSet


def test_a_kind_that_is_made_later_is_found() -> None:
    for _ in range(2):
        with pytest.raises(ValueError, match="made_later"):
            Event.resolve_by_type("made_later")

    class Later(SlotSet):
        type_name = "made_later"

    assert Event.resolve_by_type("made_later") is Later
