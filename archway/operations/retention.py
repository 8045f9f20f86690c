"""Has old conversations deleted every day while the assistant runs.

`archway serve` does it in a thread; where several replicas share a database it is a process of its own: python -m archway.operations.retention
"""

import subprocess
import sys
import threading
import time

FIRST, DAY, HOUR = 60.0, 86_400.0, 3_600.0  # seconds


def start_daily_purge(first: float = FIRST, every: float = DAY, again: float = HOUR) -> threading.Thread:
    """Run `archway purge` after `first` seconds, then every day, and an hour after a failure; in a process of its own, since it loads Rasa."""
    thread = threading.Thread(target=_purge_daily, args=(first, every, again), daemon=True, name="daily purge")
    thread.start()
    return thread


def _purge_daily(first: float, every: float, again: float) -> None:
    time.sleep(first)
    while True:
        done = subprocess.run([sys.executable, "-m", "archway.operations.cli", "purge", "--quiet"], check=False)
        time.sleep(again if done.returncode else every)


if __name__ == "__main__":
    _purge_daily(FIRST, DAY, HOUR)
