import os
from pathlib import Path

import pytest

from archway.operations.processes import ServeError
from archway.operations.releases.live import newest_model


def test_the_newest_model_is_the_one_written_last(tmp_path: Path) -> None:
    for age, name in enumerate(["new.tar.gz", "old.tar.gz"]):
        (tmp_path / name).touch()
        os.utime(tmp_path / name, (1_000 - age, 1_000 - age))
    assert newest_model(tmp_path).name == "new.tar.gz"


@pytest.mark.parametrize("part", ["nlu-new.tar.gz", "core-new.tar.gz"])
def test_a_model_that_can_understand_but_not_speak_or_the_reverse_is_none_to_serve(tmp_path: Path, part: str) -> None:
    (tmp_path / part).touch()
    with pytest.raises(ServeError, match="make train"):
        newest_model(tmp_path)
