"""Has the server run on Python's own event loop (Rasa 3.6, Sanic 21.12).

uvloop accepts one new connection a round. Under load, when a round takes a tenth of a second or more, those who just arrived wait until the load ends:
of 200 visitors at once a third waited for 20 s and more, while the others had their answers in two. Python's own loop accepts all who wait.
"""

import asyncio
import os

SETTING = "SANIC_USE_UVLOOP"  # Sanic reads it as it starts


def use_own_loop() -> None:
    """Undo what Rasa's imports chose, and keep Sanic from choosing it again. To be called before the server is made."""
    asyncio.set_event_loop_policy(None)
    os.environ[SETTING] = "false"
