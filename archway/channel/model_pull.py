"""Takes new models from Rasa's model server (`models:` in endpoints.yml) without a visitor noticing.

Rasa's own pulling loads a model in the event loop, where every visitor waits for it, and changes the responses under conversations that the old
model still answers. Here Rasa's download is used as it is; the model is loaded and tried in a thread, and then takes over between two messages.
"""

import asyncio
import logging
import time
from typing import Any

from rasa.core import jobs
from rasa.core.agent import Agent, _pull_model_and_fingerprint
from rasa.core.channels.channel import UserMessage
from rasa.core.nlg import TemplatedNaturalLanguageGenerator
from rasa.core.processor import MessageProcessor
from rasa.utils.common import TempDirectoryPath, get_temp_dir_name
from rasa.utils.endpoints import EndpointConfig
from sanic import Sanic

from archway.channel.garbage import take_back_for_a_while
from archway.channel.replicas import Replica
from archway.nlu.pinned_parts import content_of

logger = logging.getLogger(__name__)

RASAS_JOB = "pull-model-from-server"
RASAS_SECONDS = 100
TRIAL = "What is this about?"
TRY_AGAIN = 30.0  # seconds after which a model that could not be loaded is tried again: a disk may have been full


async def keep_pulling(app: Sanic, loop: Any) -> None:
    """Replace Rasa's pulling job, where there is one, for as long as the server runs."""
    agent = app.ctx.agent
    if agent is None or agent.model_server is None:
        return
    scheduler = await jobs.scheduler()
    if scheduler.get_job(RASAS_JOB):
        scheduler.remove_job(RASAS_JOB)
        seconds = agent.model_server.kwargs.get("wait_time_between_pulls", RASAS_SECONDS)
        app.add_task(_pull_again_and_again(ModelPull(agent, agent.model_server), seconds))


async def _pull_again_and_again(pull: "ModelPull", seconds: float) -> None:
    with pull.replica.listed():
        while True:
            await pull.once()
            await asyncio.sleep(seconds)


class ModelPull:
    """Keeps an agent's model the same as the model server's. While one can't be loaded the agent keeps what it has."""

    def __init__(self, agent: Agent, server: EndpointConfig) -> None:
        self._agent = agent
        self._server = server
        self._refused: str | None = None
        self.replica = Replica(model=_name(agent.processor) if agent.processor else None)

    async def once(self) -> None:
        """Ask the server; take its model over if it is another one."""
        with TempDirectoryPath(get_temp_dir_name()) as folder:
            known = f"{self._agent.fingerprint}, {self._refused}" if self._refused and not self._may_try_again() else self._agent.fingerprint
            try:
                fingerprint = await _pull_model_and_fingerprint(self._server, known, folder)
            except (OSError, TimeoutError) as error:  # a full disk, a server that hangs
                logger.error("A new model could not be fetched (%s); the old one stays live.", error)
                return
            if not fingerprint:
                return
            try:
                processor = await asyncio.to_thread(_load, self._agent, folder)
            except Exception as error:
                self._refuse(fingerprint, error)
                return
        self._put_live(processor, fingerprint)

    def _may_try_again(self) -> bool:
        return time.time() > self.replica.failed_at + TRY_AGAIN

    def _refuse(self, fingerprint: str, error: Exception) -> None:
        why = _root(error)
        logger.error("The model %s could not be loaded: %s. The model %s stays live.", fingerprint, why, self.replica.model)
        self._refused = fingerprint
        self.replica.refused(fingerprint.strip('"'), why)

    def _put_live(self, processor: MessageProcessor, fingerprint: str) -> None:
        """Runs between two messages; those under way finish with the model that they began with."""
        agent = self._agent
        agent.processor, agent.domain, agent.nlg, agent.fingerprint = processor, processor.domain, processor.nlg, fingerprint
        agent.tracker_store.domain = processor.domain
        take_back_for_a_while()
        self._refused = None
        self.replica.took(_name(processor))
        logger.warning("The model %s is live, with the content %s.", _name(processor), content_of(processor.model_metadata.model_id))


def _load(agent: Agent, folder: str) -> MessageProcessor:
    """Load the model in a folder and have it read a message, so that no visitor's message is its first."""
    processor = MessageProcessor(
        model_path=folder,
        tracker_store=agent.tracker_store,
        lock_store=agent.lock_store,
        action_endpoint=agent.action_endpoint,
        generator=agent.nlg,
        http_interpreter=agent.http_interpreter,
    )
    if isinstance(agent.nlg, TemplatedNaturalLanguageGenerator):
        processor.nlg = TemplatedNaturalLanguageGenerator(processor.domain.responses)
    asyncio.run(processor.parse_message(UserMessage(TRIAL)))
    return processor


def _name(processor: MessageProcessor) -> str:
    return str(processor.model_filename.removesuffix(".tar.gz"))


def _root(error: BaseException) -> str:
    while error.__cause__:
        error = error.__cause__
    return f"{type(error).__name__}: {error}"
