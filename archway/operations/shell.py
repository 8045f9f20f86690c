"""`make shell`: Rasa's shell with the action server beside it."""

import subprocess
import sys

from archway.operations.processes import ServeError, free_port, running, wait
from archway.operations.serve import newest_model, written_endpoints


def main() -> None:
    """Talk in the terminal until /stop; one clear line on failure."""
    try:
        model, port = newest_model(), free_port()
        with running("action server", [sys.executable, "-m", "archway.operations.action_server", "--port", str(port)]) as actions:
            wait(actions, f"http://127.0.0.1:{port}/health", "action server")
            with written_endpoints(port, {"models": None}) as endpoints:
                command = ["shell", "--model", str(model), "--endpoints", str(endpoints)]
                subprocess.run([sys.executable, "-m", "archway.operations.quiet_rasa", *command], check=False)
    except KeyboardInterrupt:
        pass
    except ServeError as error:
        sys.exit(f"archway: {error}")


if __name__ == "__main__":
    main()
