"""The action server, on loopback unless told otherwise; Rasa SDK's own command would listen on every address."""

import argparse
import os
import warnings

from archway.channel import json_logs
from archway.operations.quiet_rasa import say_nothing

LOOPBACK = "127.0.0.1"


def main() -> None:
    """Serve the actions until stopped."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--port", type=int, default=5055)
    parser.add_argument("--host", default=LOOPBACK, help="an address that only the assistant reaches: it asks for no password")
    options = parser.parse_args()
    warnings.showwarning = say_nothing
    from rasa_sdk.endpoint import create_app

    if os.environ.get("ARCHWAY_LOG_FORMAT") == "json":
        json_logs.use()
    create_app("actions").run(host=options.host, port=options.port, workers=1, access_log=False, motd=False)


if __name__ == "__main__":
    main()
