"""Picture files: their formats, and writing them whole or not at all."""

from __future__ import annotations

import os
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Literal, TypeAlias

from livebind import UsageError

if TYPE_CHECKING:
    from collections.abc import Generator
    from os import PathLike

# The rest is nothing for users of the package: the modules beside this one use it.
__all__ = ["ImageFormat"]

ImageFormat: TypeAlias = Literal["png", "jpg"]
"""PNG loses nothing and knows transparency; JPEG is smaller."""

_FORMATS: dict[str, ImageFormat] = {".png": "png", ".jpg": "jpg", ".jpeg": "jpg"}


def image_format_of(path: str | PathLike[str]) -> ImageFormat:
    """Return the format that the suffix of a path stands for.

    Raises:
        UsageError: it stands for none.
    """
    suffix = Path(path).suffix.lower()
    if suffix not in _FORMATS:
        raise UsageError(f"{str(path)!r} must end in {', '.join(_FORMATS)}")
    return _FORMATS[suffix]


@contextmanager
def naming(path: str | PathLike[str]) -> Generator[None]:
    """Within the block, an error of the file system is about `path`.

    It is what the user knows; the files that it is made of on the way are not.
    """
    try:
        yield
    except OSError as error:
        raise OSError(error.errno, error.strerror, str(path)) from None


def write_whole(path: str | PathLike[str], data: bytes) -> None:
    """Write a file so that nobody ever sees a part of it, also after a crash.

    Raises:
        OSError: it cannot be written; what was there before still is.
    """
    import tempfile  # noqa: PLC0415 - slow to import, and many programs never write

    target = Path(path)
    with naming(path):
        # In the same folder, so that replacing is one step of the file system.
        descriptor, name = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name}.")
        temporary = Path(name)
        try:
            with os.fdopen(descriptor, "wb") as file:
                file.write(data)
            temporary.chmod(0o666 & ~_umask())
            temporary.replace(target)
        except BaseException:
            temporary.unlink(missing_ok=True)
            raise


def _umask() -> int:
    # It can only be read by setting it.
    mask = os.umask(0o077)
    os.umask(mask)
    return mask
