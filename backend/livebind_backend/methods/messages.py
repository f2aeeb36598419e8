"""Messages that methods of several groups take."""

from dataclasses import dataclass
from typing import Annotated

from livebind_backend.declarations import About

__all__ = ["GetModelMessage"]


@dataclass(frozen=True)
class GetModelMessage:
    """Which model to look at."""

    id: Annotated[int, About("Number of the model", minimum=0)]
