"""What the trainable components share: they keep one model, and Rasa trains it anew when the code changed."""

from typing import Any, ClassVar, Dict, Optional, Type, TypeVar

import joblib
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.nlu.training_data.training_data import TrainingData

from archway.nlu import fingerprints

Component = TypeVar("Component", bound="TrainedComponent")


class TrainedComponent(GraphComponent):
    """A graph component around one plain model, which is None until it is trained or loaded."""

    file: ClassVar[str] = "model.joblib"

    def __init__(self, config: Dict[str, Any], model_storage: ModelStorage, resource: Resource) -> None:
        """Make an untrained component; `load` makes a trained one."""
        self._config = config
        self._storage = model_storage
        self._resource = resource
        self._model: Any = None

    @classmethod
    def fingerprint_addon(cls, config: Dict[str, Any]) -> Optional[str]:
        """Have Rasa train anew when the code changed."""
        return fingerprints.code()

    @classmethod
    def create(cls: Type[Component], config: Dict[str, Any], model_storage: ModelStorage, resource: Resource, execution_context: ExecutionContext) -> Component:
        """Make an untrained component."""
        return cls(config, model_storage, resource)

    @classmethod
    def load(
        cls: Type[Component],
        config: Dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> Component:
        """Make the component that was trained and stored."""
        component = cls(config, model_storage, resource)
        with model_storage.read_from(resource) as folder:
            component._model = joblib.load(folder / cls.file)
        return component

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        """Leave training data as it is: no later component needs predictions on it."""
        return training_data

    def _keep(self, model: Any) -> Resource:
        self._model = model
        with self._storage.write_to(self._resource) as folder:
            joblib.dump(model, folder / self.file, compress=1)
        return self._resource
