import json
import logging
import sys

from archway.channel.json_logs import JsonFormatter

SECRET = "unmistakable-marmalade"


def written(message: str, **rest: object) -> dict[str, object]:
    record = logging.LogRecord("rasa.core", logging.ERROR, "file.py", 1, message, (), rest.get("exc_info"))  # type: ignore[arg-type]
    line: dict[str, object] = json.loads(JsonFormatter().format(record))
    return line


def test_a_line_is_one_object_with_time_level_logger_and_event() -> None:
    line = written("a turn failed\nat once")
    assert (line["level"], line["logger"], line["event"]) == ("error", "rasa.core", "a turn failed\nat once")
    assert str(line["time"]).endswith("+00:00")


def test_of_rasas_structured_lines_only_the_event_is_kept() -> None:
    line = written(json.dumps({"event": "processor.message.parse", "text": SECRET, "level": "error"}))
    assert line["event"] == "processor.message.parse"
    assert SECRET not in json.dumps(line)


def test_an_exception_shows_its_type_and_place_and_no_text() -> None:
    try:
        raise ValueError(SECRET)
    except ValueError:
        line = written("failed", exc_info=sys.exc_info())
    assert line["exception"] == "ValueError"
    assert str(line["place"]).startswith("test_json_logs.py:")
    assert SECRET not in json.dumps(line)
