"""All methods that an instance has, by name."""

from collections.abc import Iterable

from livebind_backend.errors import MethodNotFoundError
from livebind_backend.method import Method

__all__ = ["Registry"]


class Registry:
    """The methods of the core and of the loaded plugins.

    Raises:
        ValueError: Two methods have the same name.
    """

    def __init__(self, methods: Iterable[Method] = ()) -> None:
        self._methods: dict[str, Method] = {}
        self.add(methods)

    def add(self, methods: Iterable[Method]) -> None:
        """Add methods, such as those that tell what the registry holds.

        Raises:
            ValueError: Two methods have the same name.
        """
        for method in methods:
            if method.name in self._methods:
                raise ValueError(f"two methods are called '{method.name}'")
            self._methods[method.name] = method

    def names(self) -> list[str]:
        """List the names of all methods, sorted."""
        return sorted(self._methods)

    def get(self, name: str) -> Method:
        """Find a method.

        Raises:
            MethodNotFoundError: There is none of this name.
        """
        try:
            return self._methods[name]
        except KeyError:
            raise MethodNotFoundError(name) from None
