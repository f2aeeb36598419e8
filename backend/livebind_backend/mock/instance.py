"""Puts a mock together."""

from collections.abc import Sequence

from livebind_backend.mock.answers import IMMEDIATE, answers_for
from livebind_backend.mock.document import DescribedInstance, DescribedMethod
from livebind_backend.mock.failures import Failure, failing_answers
from livebind_backend.mock.method import MockMethod
from livebind_backend.registry import Registry

__all__ = ["make_mock_registry"]


def make_mock_registry(
    instance: DescribedInstance, seed: int, failures: Sequence[Failure] = ()
) -> Registry:
    """Make the methods of a captured instance.

    Args:
        instance: What was captured.
        seed: The same seed gives the same results for the same requests.
        failures: Methods that always answer with one of their errors.

    Raises:
        ValueError: Two methods have the same name, or one cannot fail as it is told to.
    """
    answers = answers_for(instance) | failing_answers(instance, failures, seed)
    known = {method.name for method in instance.methods}
    unlisted = [_unlisted(name) for name in answers if name not in known]
    return Registry(
        MockMethod(
            name=method.name,
            plugin=method.group,
            description=method.description,
            asynchronous=method.asynchronous,
            deprecated=method.deprecated,
            immediate=method.name in IMMEDIATE,
            described=method,
            seed=seed,
            answer=answers.get(method.name),
            details_as_objects=instance.protocol == "brayns4",
            is_strict=instance.is_brayns,
        )
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
