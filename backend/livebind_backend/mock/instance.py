"""Puts a mock together."""

from livebind_backend.mock.answers import IMMEDIATE, answers_for
from livebind_backend.mock.document import DescribedInstance, DescribedMethod
from livebind_backend.mock.method import make_method
from livebind_backend.registry import Registry

__all__ = ["make_mock_registry"]


def make_mock_registry(instance: DescribedInstance, seed: int) -> Registry:
    """Make the methods of a captured instance.

    Args:
        instance: What was captured.
        seed: The same seed gives the same results for the same requests.

    Raises:
        ValueError: Two methods have the same name.
    """
    answers = answers_for(instance)
    known = {method.name for method in instance.methods}
    unlisted = [_unlisted(name) for name in answers if name not in known]
    return Registry(
        make_method(method, seed, answers.get(method.name), immediate=method.name in IMMEDIATE)
        for method in [*instance.methods, *unlisted]
    )


def _unlisted(name: str) -> DescribedMethod:
    """Describe a method that answers though the document does not list it."""
    return DescribedMethod(
        name=name,
        description="",
        group="",
        params=None,
        result={},
        asynchronous=False,
        deprecated=False,
        returns_data=False,
    )
