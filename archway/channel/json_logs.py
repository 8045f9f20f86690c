"""Log lines as JSON, one object a line, for machines. Nothing gets in but what is known to hold no message."""

import json
import logging
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any


def use() -> None:
    """Have everything that this process logs written so, to standard output."""
    handler = logging.StreamHandler(sys.stdout)
    handler.setFormatter(JsonFormatter())
    logging.getLogger().handlers = [handler]


class JsonFormatter(logging.Formatter):
    """Writes time, level, logger and event; of an exception its type and place, for its text could carry a visitor's words."""

    def format(self, record: logging.LogRecord) -> str:
        """Give the line."""
        line: dict[str, str | None] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "event": _event(record.getMessage()),
        }
        if record.exc_info and record.exc_info[0]:
            line |= {"exception": record.exc_info[0].__name__, "place": _place(record.exc_info[2])}
        return json.dumps(line, ensure_ascii=False)


def _event(message: str) -> str:
    """Give the name of the event where Rasa's structured logger wrote a JSON object, whose other fields may hold messages."""
    if not message.startswith("{"):
        return message
    try:
        return str(json.loads(message)["event"])
    except (ValueError, KeyError):
        return message


def _place(traceback: Any) -> str | None:
    while traceback and traceback.tb_next:
        traceback = traceback.tb_next
    return f"{Path(traceback.tb_frame.f_code.co_filename).name}:{traceback.tb_lineno}" if traceback else None
