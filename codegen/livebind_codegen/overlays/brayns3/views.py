"""Where the camera stands: presets and movements of views.

The generated `View` is what the backend takes and sends: a position, a target, and what is up.
`CameraView` is a `View` that also has presets and can be turned: it is accepted wherever a `View`
is, and `CameraView.of` makes one of a reply.

It could have taken the place of the generated class instead, as `brayns.View`. But then
`brayns.get_camera_view`, which returns the generated one, would not return a `brayns.View`, and
checkers would be right to complain. And free functions would be hard to find. So there are two
names, of which the plain one says what goes over the wire.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from livebind import DEFAULT, Instance, Task, Timeout, UsageError

from .. import View, set_camera_view_task
from .vectors import AnyVector3, Vector3

if TYPE_CHECKING:
    from .rotations import Rotation

__all__ = ["CameraView", "set_view", "set_view_task"]

_ORIGIN = Vector3()
_UP = Vector3(0.0, 1.0, 0.0)


class CameraView(View, kw_only=True):
    """A view with presets and movements, which return new views.

    Presets look at the origin from a distance of 1; `get_full_screen_view` of a camera moves them
    to where they show a whole model.
    """

    @classmethod
    def of(cls, view: View) -> CameraView:
        """Return a view that came from the backend, as one with movements."""
        return cls(position=view.position, target=view.target, up=view.up)

    @classmethod
    def towards(
        cls,
        target: AnyVector3,
        *,
        direction: AnyVector3,
        distance: float = 1.0,
        up: AnyVector3 = _UP,
    ) -> CameraView:
        """Look at `target` along `direction`, from a distance in world units.

        Raises:
            UsageError: the direction is zero.
        """
        along = Vector3.of(direction).normalized
        return cls(position=target - along * distance, target=target, up=up)

    @classmethod
    def front(cls) -> CameraView:
        """Look along -Z: X to the right, Y up."""
        return cls.towards(_ORIGIN, direction=(0.0, 0.0, -1.0))

    @classmethod
    def back(cls) -> CameraView:
        """Look along Z: -X to the right, Y up."""
        return cls.towards(_ORIGIN, direction=(0.0, 0.0, 1.0))

    @classmethod
    def left(cls) -> CameraView:
        """Look along X, from the left: Z to the right, Y up."""
        return cls.towards(_ORIGIN, direction=(1.0, 0.0, 0.0))

    @classmethod
    def right(cls) -> CameraView:
        """Look along -X, from the right: -Z to the right, Y up."""
        return cls.towards(_ORIGIN, direction=(-1.0, 0.0, 0.0))

    @classmethod
    def top(cls) -> CameraView:
        """Look along -Y, from above: X to the right, -Z up."""
        return cls.towards(_ORIGIN, direction=(0.0, -1.0, 0.0), up=(0.0, 0.0, -1.0))

    @classmethod
    def bottom(cls) -> CameraView:
        """Look along Y, from below: X to the right, Z up."""
        return cls.towards(_ORIGIN, direction=(0.0, 1.0, 0.0), up=(0.0, 0.0, 1.0))

    @property
    def direction(self) -> Vector3:
        """From the position to the target, with a length of 1.

        Raises:
            UsageError: they are the same point.
        """
        return (Vector3.of(self.target) - self.position).normalized

    @property
    def distance(self) -> float:
        """From the position to the target, in world units."""
        return (Vector3.of(self.target) - self.position).norm

    @property
    def right_direction(self) -> Vector3:
        """What is to the right in the picture, with a length of 1.

        Raises:
            UsageError: `up` is along the direction, so that nothing says what is up.
        """
        across = self.direction.cross(self.up)
        if across.norm == 0.0:
            raise UsageError("the view looks along its up vector: give another one")
        return across.normalized

    @property
    def up_direction(self) -> Vector3:
        """What is up in the picture: at right angles to the direction, with a length of 1."""
        return self.right_direction.cross(self.direction)

    def translated(self, shift: AnyVector3) -> CameraView:
        """Return the view moved by a vector."""
        return CameraView(
            position=Vector3.of(self.position) + shift,
            target=Vector3.of(self.target) + shift,
            up=self.up,
        )

    def rotated(self, rotation: Rotation, center: AnyVector3 | None = None) -> CameraView:
        """Return the view turned around `center`, which is the target if it is not given."""
        around = self.target if center is None else center
        return CameraView(
            position=rotation.apply(self.position, around),
            target=rotation.apply(self.target, around),
            up=rotation.apply(self.up),
        )


def set_view(instance: Instance, view: View, *, timeout: Timeout = DEFAULT) -> None:
    """Place the camera of the instance: `set_camera_view` for a whole view.

    Args:
        instance: the connection to use.
        view: such as a `CameraView`, or what `get_camera_view` returned.
        timeout: seconds to wait for the reply; None waits for ever.
    """
    set_view_task(instance, view).result(timeout)


def set_view_task(instance: Instance, view: View) -> Task[None]:
    """Start `set_view` and return at once."""
    return set_camera_view_task(instance, position=view.position, target=view.target, up=view.up)
