"""The scene as a tree, and what can be changed of a model, as state of the page."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any, Final

import msgspec

from livebind_codegen.text.visible import visible
from livebind_explore.brayns.fields import (
    fields,
    kinds,
    setting_schemas,
    value_of,
    values_of,
    with_value,
)
from livebind_explore.brayns.scene_model import Transform
from livebind_explore.brayns.scene_tree import scene_tree

if TYPE_CHECKING:
    from collections.abc import Callable

    from livebind_explore.brayns.live_picture import LivePicture
    from livebind_explore.brayns.scene_model import Model
    from livebind_explore.session import Session

__all__ = ["ModelControl"]

_MOST_VALUES: Final = 200
"""Parts of a model that can be chosen to colour them, for each way to colour it."""


class ModelControl:
    """The tree of models, and the chosen one: visibility, place, colour, material.

    All methods are for the event loop. The state is under names that begin with `brayns_`.
    """

    def __init__(
        self, server: Any, session: Session, picture: LivePicture  # noqa: ANN401 - trame's
    ) -> None:
        self._state = server.state
        self._description = session.description
        self._picture = picture
        self._brayns = picture.brayns
        self._materials = kinds(session.description, "set-material-")
        self._state.brayns_tree = []
        self._state.brayns_open = ["scene"]
        self._state.brayns_material_kinds = self._materials
        self._show_model(None, None, {})

    async def reload(self) -> None:
        """Show the scene as it is now, in the picture and in the tree."""
        await self._picture.reload()
        with self._state:
            self._state.brayns_tree = [
                {
                    "title": visible(branch.title),
                    "visible": branch.is_visible,
                    "numbers": [leaf.model_id for leaf in branch.leaves],
                    "models": [
                        {**asdict(leaf), "title": visible(leaf.title)} for leaf in branch.leaves
                    ],
                }
                for branch in scene_tree(self._picture.scene)
            ]
        if self._chosen is not None:
            await self._look_into(self._chosen)

    async def choose(self, number: int | None) -> None:
        """Show what can be changed of a model, in a panel that opens; None for none."""
        await self._look_into(number)
        opened = self._state.brayns_open
        if number is not None and "model" not in opened:
            with self._state:
                self._state.brayns_open = [*opened, "model"]

    async def _look_into(self, number: int | None) -> None:
        model = None if number is None else self._model(number)
        if number is None or model is None:
            with self._state:
                self._show_model(None, None, {})
            return
        found = await self._picture.work.fetch(
            lambda: (self._brayns.material(number), self._brayns.color_methods(number))
        )
        with self._state:
            self._show_model(model, *(found or (None, {})))

    def look_at(self, number: int) -> None:
        """Show all of a model in the picture."""
        model = self._model(number)
        if model is not None:
            self._picture.fit(model.bounds)

    async def show(self, numbers: list[int], visible: bool) -> None:  # noqa: FBT001 - from the page
        """Show or hide models, for all clients."""
        await self._change(lambda: self._brayns.show_models(numbers, visible=visible))

    async def remove(self, numbers: list[int]) -> None:
        """Remove models, for all clients."""
        await self._change(lambda: self._brayns.remove_models(numbers))

    async def move(self, name: str, given: Any) -> None:  # noqa: ANN401 - JSON
        """Change translation, rotation or scale of the chosen model, for all clients."""
        number = self._chosen
        if number is not None:

            def work() -> None:
                placed = values_of(with_value(self._state.brayns_transform, name, given))
                self._brayns.move_model(number, msgspec.convert(placed, Transform))

            await self._change(work)

    async def color(self, method: str, value: str, given: str) -> None:
        """Colour a part of the chosen model, for all clients."""
        number = self._chosen
        if number is not None:
            field = {"kind": "color", "value": given, "opacity": [1.0]}
            await self._change(
                lambda: self._brayns.set_color(number, method, value, value_of(field, given))
            )

    async def use_material(self, kind: str) -> None:
        """Give the chosen model another kind of material, for all clients."""
        number = self._chosen
        if number is not None and kind in self._materials:
            await self._change(lambda: self._brayns.set_material(number, kind, {}))

    async def set_material(self, name: str, given: Any) -> None:  # noqa: ANN401 - JSON
        """Change a setting of the chosen model's material, for all clients."""
        number, kind = self._chosen, self._state.brayns_material
        if number is not None and kind in self._materials:

            def work() -> None:
                shown = with_value(self._state.brayns_material_fields, name, given)
                self._brayns.set_material(number, kind, {name: values_of(shown)[name]})

            await self._change(work)

    async def _change(self, work: Callable[[], object]) -> None:
        await self._picture.work.do(work)
        await self.reload()

    @property
    def _chosen(self) -> int | None:
        """Number of the chosen model."""
        model = self._state.brayns_model
        return None if model is None else model["number"]

    def _model(self, number: int) -> Model | None:
        models = self._picture.scene.models
        return next((one for one in models if one.model_id == number), None)

    def _show_model(
        self,
        model: Model | None,
        material: tuple[str, dict[str, Any]] | None,
        methods: dict[str, list[str]],
    ) -> None:
        kind, settings = material or ("", {})
        schemas = setting_schemas(self._description, f"set-material-{kind}", "material")
        self._state.brayns_material = kind
        self._state.brayns_material_fields = fields(schemas, settings)
        self._state.brayns_colors = [
            {"method": method, "values": values[:_MOST_VALUES], "chosen": values[0]}
            for method, values in methods.items()
            if values
        ]
        self._state.brayns_transform = [] if model is None else _transform_fields(model)
        self._state.brayns_model = None
        if model is not None:
            self._state.brayns_model = {
                "number": model.model_id,
                "title": visible(f"{model.model_type} {model.model_id}"),
                "visible": model.is_visible,
            }


def _transform_fields(model: Model) -> list[dict[str, Any]]:
    values: dict[str, Any] = msgspec.to_builtins(model.transform)
    schemas: dict[str, Any] = {
        name: {"type": "array", "minItems": len(value), "maxItems": len(value)}
        for name, value in values.items()
    }
    return fields(schemas, {name: list(value) for name, value in values.items()})
