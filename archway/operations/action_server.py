"""The action server on loopback; Rasa SDK's own command would listen on every address."""

import argparse
import warnings

from archway.operations.quiet_rasa import say_nothing

LOOPBACK = "127.0.0.1"


def main() -> None:
    """Serve the actions until stopped."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--port", type=int, default=5055)
    port = parser.parse_args().port
    warnings.showwarning = say_nothing
    from rasa_sdk.endpoint import create_app

    create_app("actions").run(host=LOOPBACK, port=port, workers=1, access_log=False, motd=False)


if __name__ == "__main__":
    main()
