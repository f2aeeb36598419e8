"""The form of the method that is selected, as the page shows and changes it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from livebind_codegen.emit.annotations import annotation
from livebind_codegen.json_values import is_list, is_object
from livebind_explore.forms.form import Form
from livebind_explore.forms.params import value_of
from livebind_explore.forms.rows import rgb_values, rows

if TYPE_CHECKING:
    from collections.abc import Callable

    from livebind_codegen.api.model import Api, Method
    from livebind_explore.forms.node import Node
    from livebind_explore.session import Session
    from livebind_explore.web.toolkit import State

__all__ = ["FormView"]


class FormView:
    """Shows the form of one method, and takes what is filled in."""

    def __init__(self, session: Session, state: State) -> None:
        """Show nothing yet in `state`, which is trame's."""
        self.method: Method | None = None
        """The method that is selected; None before there is one."""
        self.data = b""
        """The bytes that are sent with it."""
        self.on_change: Callable[[], object] | None = None
        """Called when anything is filled in, or another method selected."""
        self._session = session
        self._state = state
        self._form: Form | None = None
        state.update(
            {
                "can_call": False,
                "form_number": 0,
                "has_more_rows": False,
                "method": {},
                "problems": {},
                # Whether the bytes of a file are here, which the browser reads after it was picked.
                "received": False,
                "rows": [],
                "selected": "",
                "upload": None,
            }
        )
        state.change("upload")(self._uploaded)

    def triggers(self) -> list[Callable[..., object]]:
        """Return what the page calls by name."""
        return [
            *(self.edit, self.edit_part, self.paint, self.rename),
            *(self.switch, self.choose, self.add, self.remove),
        ]

    @property
    def root(self) -> Node | None:
        """What is filled in; None if the method takes nothing."""
        return None if self._form is None else self._form.root

    def value(self) -> tuple[Any, dict[int, str]]:
        """Return what is sent, as JSON is in Python, and what is wrong by node."""
        return (None, {}) if self._form is None else value_of(self._form.root)

    def open(self, method: Method) -> None:
        """Show the form of a method, empty."""
        api = self._session.api
        self.method = method
        self.data = b""
        self._form = None if method.params is None else Form(method.params, api)
        self._state.update(
            {
                "selected": method.name,
                "form_number": self._state.form_number + 1,
                "method": _method_state(method, api),
                "upload": None,
            }
        )
        self._show()

    def fill(self, value: Any) -> None:  # noqa: ANN401 - any JSON
        """Fill in a whole value.

        Raises:
            ValueError: the form cannot hold it.
        """
        if self._form is not None:
            self._form.fill(value)
            self._show()

    def edit(self, number: int, value: Any) -> None:  # noqa: ANN401 - see `Kind`
        """Fill in a part."""
        self._change(lambda form: form.set_value(number, value), is_shown=True)

    def edit_part(self, number: int, index: int, value: str) -> None:
        """Fill in one number of a vector."""
        self._change(lambda form: form.set_part(number, index, value), is_shown=True)

    def paint(self, number: int, color: str) -> None:
        """Fill in a colour that was picked."""

        def change(form: Form) -> None:
            parts = rgb_values(color, len(form[number].value))
            for index, part in enumerate(parts):
                form.set_part(number, index, part)

        self._change(change)

    def rename(self, number: int, key: str) -> None:
        """Fill in the key of an entry."""
        self._change(lambda form: form.set_key(number, key), is_shown=True)

    def switch(self, number: int, is_on: bool) -> None:  # noqa: FBT001 - the page gives it so
        """Send an optional part, or leave it out."""
        self._change(lambda form: form.switch(number, is_on=bool(is_on)))

    def choose(self, number: int, index: int) -> None:
        """Choose an option of a union."""
        self._change(lambda form: form.choose(number, index))

    def add(self, number: int) -> None:
        """Add an item or an entry."""
        self._change(lambda form: form.add(number))

    def remove(self, number: int, child: int) -> None:
        """Take an item or an entry out."""
        self._change(lambda form: form.remove(number, child))

    def _change(self, change: Callable[[Form], object], *, is_shown: bool = False) -> None:
        if self._form is None:
            return
        try:
            change(self._form)
        except (KeyError, ValueError, TypeError):
            return  # what the page shows is older than the form: it is shown anew
        finally:
            if is_shown:
                self._check()
            else:
                self._show()

    def _show(self) -> None:
        if self._form is None:
            self._state.rows, self._state.has_more_rows = [], False
        else:
            self._state.rows, self._state.has_more_rows = rows(self._form, self._session.api)
        self._check()

    def _check(self) -> None:
        _, problems = self.value()
        self._state.problems = {str(number): text for number, text in problems.items()}
        allowed = self.method is not None and self._session.is_allowed(self.method.name)
        self._state.can_call = not problems and allowed
        if self.on_change is not None:
            self.on_change()

    def _uploaded(self, upload: Any = None, **_: Any) -> None:  # noqa: ANN401 - trame's
        one = upload[0] if is_list(upload) and upload else upload
        content: object = one.get("content") if is_object(one) else None
        self.data = content if isinstance(content, bytes) else b""
        self._state.received = isinstance(content, bytes)


def _method_state(method: Method, api: Api) -> dict[str, Any]:
    names = [one.name if one.required else f"{one.name}?" for one in method.parameters]
    names += ["data"] if method.takes_data else []
    gives = annotation(method.result, api)
    return {
        "name": method.name,
        "description": method.description,
        "signature": f"{method.function}({', '.join(names)}) -> {gives}"
        + (" and bytes" if method.returns_data else ""),
        "deprecated": method.deprecated,
        "ends_backend": method.ends_backend,
        "asynchronous": method.asynchronous or method.cancellation is not None,
        "cancellable": method.cancellation is not None,
        "takes_data": method.takes_data,
    }
