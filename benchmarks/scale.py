"""How much is measured: all of it, or with QUICK=1 just enough to see that the benchmark works."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Scale:
    """How much of everything.

    `examples`: of each topic, for stock Rasa takes hours to train on all of them; `epochs`: of the neural networks, None for Rasa's hundred;
    `seconds`: of load; `cases`: of the test set, None for all; `minutes`: in all, about; of the numbers of
    topics those that would take longer are left out; the rest are counts.
    """

    examples: int = 8
    epochs: int | None = 20
    rounds: int = 2
    warm_up: int = 40
    messages: int = 120
    seconds: float = 10.0
    cases: int | None = None
    first_turns: int = 20
    conversations: int = 3
    turns: tuple[int, ...] = (1, 10, 50, 200)
    topics: tuple[int, ...] = (10, 40, 160, 640)
    minutes: float = 45.0


FULL = Scale()
QUICK = Scale(examples=4, epochs=1, rounds=1, warm_up=5, messages=20, seconds=3.0, cases=40, first_turns=5, conversations=1, turns=(1, 10), topics=(10, 40))
AT_ONCE = 16  # visitors who talk at the same time
EPOCHS_FOR_COST = 1  # of networks whose speed is measured and not their judgement: a message costs the same after one epoch as after a hundred
