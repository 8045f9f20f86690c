"""Prepares the database of conversations, once for all replicas, before they start. Running it again changes nothing.

Usage: python -m archway.operations.migrate ENDPOINTS.yml
"""

import sys
import warnings
from pathlib import Path

from archway.operations.quiet_rasa import say_nothing

warnings.showwarning = say_nothing

from rasa.core.tracker_store import TrackerStore  # noqa: E402
from rasa.core.utils import AvailableEndpoints  # noqa: E402

from archway.channel.conversation_store import ConversationStore, StoreUnavailable, without_fallback  # noqa: E402


def migrate(endpoints: Path) -> None:
    """Make the tables and indexes of the tracker store that the file names, by connecting to it.

    Raises StoreUnavailable, and ValueError when it names another store.
    """
    store = without_fallback(TrackerStore.create(AvailableEndpoints.read_endpoints(str(endpoints)).tracker_store))
    if not isinstance(store, ConversationStore):
        raise ValueError(f"{endpoints}: tracker_store: expected the type archway.channel.conversation_store.ConversationStore")
    store.engine.dispose()


def main() -> None:
    """Run `migrate`; one clear line on failure."""
    try:
        migrate(Path(sys.argv[1]))
    except (StoreUnavailable, ValueError, IndexError) as error:
        sys.exit(f"archway: {'expected the path of an endpoints file' if isinstance(error, IndexError) else error}")
    print("The database is ready.")


if __name__ == "__main__":
    main()
