"""Opens the store of conversations that endpoints.yml names (ARCHWAY_ENDPOINTS), for commands that run beside the server."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from rasa.shared.core.domain import Domain
from rasa.utils.endpoints import EndpointConfig, read_endpoint_config
from sqlalchemy.exc import SQLAlchemyError

from archway.channel.conversation_store import SQLITE, ConversationStore, StoreUnavailable
from archway.channel.settings import SettingsError, load_settings
from archway.operations.errors import OperationError

OURS = f"{ConversationStore.__module__}.{ConversationStore.__name__}"
REMEDY = "Nothing was changed; see that the database runs, that nobody holds it locked, and that its disk has room, and run the command again"


@contextmanager
def open_store() -> Iterator[ConversationStore]:
    """Give the store. Raises OperationError when there is none, and when the database fails while it is used."""
    store = None
    try:
        store = _connect(_endpoint())
        yield store
    except (SQLAlchemyError, StoreUnavailable) as error:
        kind = str(error) if isinstance(error, StoreUnavailable) else f"the database of conversations failed with {type(error).__name__}"
        raise OperationError(f"{kind}. {REMEDY}") from None  # SQLAlchemy's own text holds the statement's values
    finally:
        if store is not None:
            store.engine.dispose()


def _endpoint() -> EndpointConfig:
    try:
        endpoints = load_settings().endpoints
    except SettingsError as error:
        raise OperationError(str(error)) from error
    if not endpoints.is_file():
        raise OperationError(f"{endpoints} is missing; run archway in the project's folder")
    settings = read_endpoint_config(str(endpoints), "tracker_store")
    if settings is None:
        raise OperationError(f"{endpoints} names no tracker_store; it says where conversations are kept")
    return settings


def _connect(settings: EndpointConfig) -> ConversationStore:
    if settings.type != OURS:
        raise OperationError(f"the tracker_store of endpoints.yml is {settings.type}; expected {OURS}, which can delete")
    file = Path(settings.kwargs.get("db", "rasa.db"))
    if settings.kwargs.get("dialect", SQLITE) == SQLITE and not settings.url and not file.is_file():
        raise OperationError(f"there is no database {file} yet; it is made when the assistant runs for the first time (`archway serve`)")
    try:
        return ConversationStore(Domain.empty(), host=settings.url, **settings.kwargs)
    except TypeError as error:
        raise OperationError(f"the tracker_store of endpoints.yml has a setting that the store does not take ({error})") from error
