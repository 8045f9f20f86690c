"""The order in which a model's graph runs."""

from pathlib import Path

import pytest
from rasa.core.channels.channel import UserMessage
from rasa.engine.constants import PLACEHOLDER_MESSAGE, PLACEHOLDER_TRACKER
from rasa.engine.exceptions import GraphRunError
from rasa.shared.core.trackers import DialogueStateTracker

from archway.channel.graph_runner import OrderedRunner
from tests.channel.small_model import SAID, processor


@pytest.mark.parametrize("text", SAID)
async def test_it_finds_what_rasas_own_runner_finds(small_model: Path, text: str) -> None:
    made = processor(small_model)
    theirs, understanding, deciding = made.graph_runner, made.model_metadata.nlu_target, made.model_metadata.core_target
    ours = OrderedRunner.of(theirs)
    tracker = await made.log_message(UserMessage(text))
    inputs = {PLACEHOLDER_MESSAGE: [UserMessage(text)], PLACEHOLDER_TRACKER: tracker}
    for _ in range(2):
        messages = [runner.run(inputs, [understanding])[understanding][0].as_dict() for runner in (theirs, ours)]
        assert messages[0] == messages[1]
        decisions = [runner.run({PLACEHOLDER_TRACKER: tracker}, [deciding])[deciding] for runner in (theirs, ours)]
        assert decisions[0] == decisions[1]
    assert theirs.run(inputs).keys() == ours.run(inputs).keys()


def test_what_is_missing_is_told(small_model: Path) -> None:
    made = processor(small_model)
    runner = OrderedRunner.of(made.graph_runner)
    with pytest.raises(GraphRunError, match="Missing input"):
        runner.run({PLACEHOLDER_TRACKER: DialogueStateTracker("a", [])}, [made.model_metadata.nlu_target])
