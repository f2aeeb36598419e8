"""Methods that act on other requests and on the service itself."""

from dataclasses import dataclass
from typing import Annotated, Final

from livebind_backend.calls import Call
from livebind_backend.declarations import About
from livebind_backend.typed_method import MethodGroup

__all__ = ["CONTROL"]

CONTROL: Final = MethodGroup()


@dataclass(frozen=True)
class CancelParams:
    """Which request to cancel."""

    id: Annotated[int | str | None, About("Id of the request", title="RequestId")]


@CONTROL.add("cancel", immediate=True)
def cancel(call: Call, params: CancelParams) -> None:
    """Cancel a request of the same client that waits or runs; it is answered with code 20."""
    call.control.cancel(params.id)


@CONTROL.add("quit")
def quit_(call: Call) -> None:
    """Stop the instance after the requests that it has already read."""
    call.control.quit()
