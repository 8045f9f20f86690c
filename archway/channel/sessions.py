"""Keeps turns cheap in a long conversation: Rasa loads the events of the latest session only, so a new session begins every few turns.

What Rasa's own action_session_start carries over is every value a slot ever had; here only the current values go along.
"""

import time

from rasa.shared.core.constants import ACTION_LISTEN_NAME, ACTION_SESSION_START_NAME
from rasa.shared.core.events import ActionExecuted, Event, SessionStarted, SlotSet
from rasa.shared.core.trackers import DialogueStateTracker

from archway.channel.feedback import SLOT

TURNS = 8  # of one session; stories that operators add look back four


def new_session(tracker: DialogueStateTracker) -> list[Event]:
    """Give the events that begin a new session in which the slots are as they were."""
    now = time.time()  # one moment for all: a session's events are those from its start on
    slots = [SlotSet(name, value, timestamp=now) for name, value in tracker.current_slot_values().items() if value is not None and name != SLOT]
    beginning = [ActionExecuted(ACTION_SESSION_START_NAME, timestamp=now), SessionStarted(timestamp=now)]
    return [*beginning, *slots, ActionExecuted(ACTION_LISTEN_NAME, timestamp=now)]
