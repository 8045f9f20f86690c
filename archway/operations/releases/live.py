"""Which release is live: the one promoted last, or, while nobody has trained or promoted any, the newest trained model."""

from collections.abc import Callable
from pathlib import Path

from archway.channel.replicas import replicas
from archway.operations.processes import ServeError
from archway.operations.releases.store import FIRST, Store

PARTIAL = ("nlu-", "core-")  # what `rasa train nlu` and `rasa train core` make has nothing to say


def newest_model(folder: Path = Path("models")) -> Path:
    """Give the whole model that `make run` or `rasa train` trained last. Raises ServeError."""
    whole = (path for path in folder.glob("*.tar.gz") if not path.name.startswith(PARTIAL))
    models = sorted(whole, key=lambda path: path.stat().st_mtime)
    if not models:
        raise ServeError(f"there is no trained model in {folder}/; run `make train`")
    return models[-1]


def following(store: Store, recording: bool = True) -> Callable[[], tuple[str, Path]]:
    """Give a function that tells the live version and its archive.

    Before anything was trained or promoted by `archway`, that is the model which was the newest at the first call: a model may be trained
    in the meantime, but only a promotion changes what visitors get. `recording`: keep that model as a release, in a folder that may be written.
    """
    first: list[tuple[str, Path]] = []

    def live() -> tuple[str, Path]:
        version = store.live()
        if version is not None:
            return version, store.path(version)
        if not first:
            newest = newest_model(store.folder)
            kept = store.path(store.record(newest).version) if recording else newest
            first.append((newest.name.removesuffix(".tar.gz"), kept))
        return first[0]

    return live


def settle(store: Store) -> str:
    """Give the live version; where nobody has trained or promoted any, write down what servers run, or would: from now on only promotions change it."""
    version = store.live()
    if version is None:
        running = next((replica.model for replica in replicas() if replica.model and (store.releases / replica.model).is_dir()), None)
        version = running or store.record(newest_model(store.folder)).version
        store.put_live(version, FIRST)
    return version
