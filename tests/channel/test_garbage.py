"""What garbage collection looks at while the server runs."""

import asyncio
import gc
import weakref
from collections.abc import Iterator

import pytest
from sanic import Sanic

from archway.channel import garbage


class Model:
    """Holds itself, as loaded models do."""

    def __init__(self) -> None:
        self.itself = self


@pytest.fixture(autouse=True)
def thawed() -> Iterator[None]:
    yield
    gc.unfreeze()


async def test_what_is_loaded_is_not_looked_at() -> None:
    model = Model()
    await garbage.set_aside_once_loaded(Sanic("set-aside"), asyncio.get_running_loop())
    assert not any(one is model for one in gc.get_objects())


async def test_a_model_that_was_replaced_goes_and_the_new_one_is_set_aside(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(garbage, "OLD_MODEL_GONE", 0.0)
    old = Model()
    gone = weakref.ref(old)
    await garbage.set_aside_once_loaded(Sanic("replaced"), asyncio.get_running_loop())
    new = Model()
    garbage.take_back_for_a_while()
    del old
    await asyncio.sleep(0.01)
    assert gone() is None
    assert not any(one is new for one in gc.get_objects())
