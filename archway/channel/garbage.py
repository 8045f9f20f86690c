"""Keeps Python's garbage collection away from the loaded model.

A full collection looks at half a million objects that never become garbage: every visitor waits a second for it, now and then. What is loaded is set
aside instead; when another model takes over, it is taken back, so that the old one can go.
"""

import asyncio
import gc
from typing import Any

from sanic import Sanic

OLD_MODEL_GONE = 60.0  # seconds after which no message is under way any more that the old model answers


async def set_aside_once_loaded(app: Sanic, loop: Any) -> None:
    """Set aside what a server has loaded until now. For a listener after its start."""
    _set_aside()


def take_back_for_a_while() -> None:
    """Let all be collected again that is set aside, and set aside again what is still used once the old model is gone. Needs a running event loop."""
    gc.unfreeze()
    asyncio.get_running_loop().call_later(OLD_MODEL_GONE, _set_aside)


def _set_aside() -> None:
    gc.collect()
    gc.freeze()
