"""What all loaders have in common: load a file or an upload, and say which loaders there are."""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import fields
from typing import TYPE_CHECKING, ClassVar

from livebind import DEFAULT, Instance, InvalidParamsError, RequestError, Task, Timeout

from .. import (
    ModelInstance,
    add_model_task,
    get_loaders,
    get_loaders_task,
    upload_model_task,
)
from .tasks import FollowUpTask

if TYPE_CHECKING:
    from collections.abc import Iterable
    from os import PathLike

    from .. import Loader

__all__ = ["LoadTask", "Model", "ModelLoader", "UnknownLoaderError"]


class Model(ModelInstance, kw_only=True):
    """A loaded model: the generated `ModelInstance`, under the name that users know.

    What the backend calls `model_id` is its `id` here, and `model_id` still works.
    """

    @property
    def id(self) -> int:
        """Its number in the scene, as methods such as `color_model` take it."""
        return self.model_id


class UnknownLoaderError(RequestError):
    """The instance does not have a loader, most likely because it runs without its plugin."""

    def __init__(self, loader: str, available: tuple[str, ...]) -> None:
        super().__init__(loader, available)
        self.loader = loader
        """Name of the loader that was asked for."""
        self.available = available
        """Names of the loaders that the instance has."""

    def __str__(self) -> str:
        names = ", ".join(map(repr, self.available)) or "none"
        return (
            f"this instance has no loader {self.loader!r}, but {names}: was the backend started "
            "with the plugin that brings it?"
        )


class LoadTask(FollowUpTask[list[ModelInstance], list[Model]]):
    """Models under way."""

    def __init__(self, instance: Instance, task: Task[list[ModelInstance]], loader: str) -> None:
        """Made by loaders, not by applications."""
        super().__init__(task)
        self._instance = instance
        self._loader = loader

    def result(self, timeout: Timeout = DEFAULT) -> list[Model]:
        """Wait until the models are loaded and return them.

        Raises:
            UnknownLoaderError: the instance has no such loader.
            RequestError, ConnectionClosedError: as `Task.result`.
        """
        try:
            return _models_of(self._task.result(timeout))
        except InvalidParamsError:
            self._check_loader(get_loaders(self._instance, timeout=timeout))
            raise

    async def result_async(
        self, timeout: Timeout = DEFAULT  # noqa: ASYNC109 - as `result`
    ) -> list[Model]:
        """Like `result`, for coroutines. Cancelling the coroutine leaves the task running."""
        try:
            return _models_of(await self._task.result_async(timeout))
        except InvalidParamsError:
            self._check_loader(await get_loaders_task(self._instance).result_async(timeout))
            raise

    def _check_loader(self, loaders: Iterable[Loader]) -> None:
        names = tuple(loader.name for loader in loaders)
        if self._loader not in names:
            raise UnknownLoaderError(self._loader, names) from None


def _models_of(loaded: list[ModelInstance]) -> list[Model]:
    return [
        Model(**{item.name: getattr(model, item.name) for item in fields(model)})
        for model in loaded
    ]


class ModelLoader(ABC):
    """Base of loaders, which hold the settings of a load and can be used again."""

    loader_name: ClassVar[str]
    """Its name at the backend."""
    formats: ClassVar[tuple[str, ...]]
    """File name extensions that it reads, without dot."""

    @abstractmethod
    def properties(self) -> object:
        """Return the settings as the backend takes them."""

    def load(
        self, instance: Instance, path: str | PathLike[str], *, timeout: Timeout = DEFAULT
    ) -> list[Model]:
        """Load a file and return its models, of which there may be several.

        Args:
            instance: the connection to use.
            path: a file on the machine where the backend runs.
            timeout: seconds to wait for the reply; None waits for ever.

        Raises:
            UnknownLoaderError: the instance has no such loader.
            RemoteError: it cannot load the file.
        """
        return self.load_task(instance, path).result(timeout)

    def load_task(self, instance: Instance, path: str | PathLike[str]) -> LoadTask:
        """Start `load` and return at once."""
        task = add_model_task(
            instance,
            loader_name=self.loader_name,
            loader_properties=self.properties(),
            path=str(path),
        )
        return LoadTask(instance, task, self.loader_name)

    def upload(
        self,
        instance: Instance,
        data: bytes,
        format: str,  # noqa: A002 - the word of the backend and its users
        *,
        timeout: Timeout = DEFAULT,
    ) -> list[Model]:
        """Load the content of a file that the backend does not have, and return its models.

        Args:
            instance: the connection to use.
            data: the content.
            format: one of `formats`.
            timeout: seconds to wait for the reply; None waits for ever.

        Raises:
            UnknownLoaderError: the instance has no such loader.
            RemoteError: it cannot load the content; some loaders take no uploads.
        """
        return self.upload_task(instance, data, format).result(timeout)

    def upload_task(
        self,
        instance: Instance,
        data: bytes,
        format: str,  # noqa: A002 - as in `upload`
    ) -> LoadTask:
        """Start `upload` and return at once."""
        task = upload_model_task(
            instance,
            loader_name=self.loader_name,
            loader_properties=self.properties(),
            type=format.removeprefix("."),
            data=data,
        )
        return LoadTask(instance, task, self.loader_name)
