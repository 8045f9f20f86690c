"""Finds the class of a stored event once (Rasa 3.6).

Rasa goes through all kinds of events for each event that it reads, and asks of each kind whether it is abstract: dozens of times a message. It has no
setting for it, so its own function is kept from being asked twice.
"""

from functools import cache

from rasa.shared.core.events import Event


def remember_event_types() -> None:
    """Keep what Rasa's function finds. A second time changes nothing; a name that it does not know may become known."""
    if not hasattr(Event.resolve_by_type, "cache_info"):
        Event.resolve_by_type = staticmethod(cache(Event.resolve_by_type))
