"""The statements of one message, as plain SQL: Rasa's store builds them anew each time, which takes longer than the database does."""

import sqlalchemy as sa
from rasa.shared.core.events import SessionStarted, UserUttered

USER = UserUttered.type_name
LATEST_SESSION = f"""
    FROM events WHERE sender_id = :conversation AND timestamp >= coalesce(
        (SELECT max(timestamp) FROM events WHERE sender_id = :conversation AND type_name = '{SessionStarted.type_name}'), 0)
"""
MESSAGE = f"FROM events WHERE sender_id = :conversation AND type_name = '{USER}'"

session_events = sa.text(f"SELECT data {LATEST_SESSION} ORDER BY id")
session_length = sa.text(f"SELECT count(*) {LATEST_SESSION}")
message = sa.text(f"SELECT id {MESSAGE} AND data LIKE :mark ORDER BY id LIMIT 1")
following_message = sa.text(f"SELECT id {MESSAGE} AND id > :id ORDER BY id LIMIT 1")
danger_before = sa.text(
    "SELECT data FROM events WHERE sender_id = :conversation AND type_name = 'slot' AND action_name = 'danger' AND id < :id ORDER BY id DESC LIMIT 1"
)
events_between = sa.text("SELECT data FROM events WHERE sender_id = :conversation AND id >= :first AND id < :end ORDER BY id")
