"""Limits on what a description may hold, so that a hostile one ends in an error and not in trouble.

Each is far beyond what a real backend says (Brayns 4: depth 8, 35 members, 3600 schemas).
"""

from __future__ import annotations

from typing import Final

__all__ = [
    "MAX_DEPTH",
    "MAX_ENUM_MEMBERS",
    "MAX_LOADERS",
    "MAX_METHODS",
    "MAX_NAME",
    "MAX_PROPERTIES",
    "MAX_SCHEMAS",
    "MAX_TUPLE_LENGTH",
    "MAX_UNION_OPTIONS",
]

MAX_DEPTH: Final = 50
"""Levels of one schema."""
MAX_SCHEMAS: Final = 200_000
"""Schemas and subschemas of a whole description."""
MAX_METHODS: Final = 5_000
"""Methods of a description."""
MAX_LOADERS: Final = 1_000
"""Loaders of a description."""
MAX_PROPERTIES: Final = 500
"""Properties of one object (msgspec and readers both suffer beyond)."""
MAX_ENUM_MEMBERS: Final = 2_000
"""Values of one enumeration."""
MAX_UNION_OPTIONS: Final = 50
"""Options of one union."""
MAX_TUPLE_LENGTH: Final = 16
"""Arrays of a fixed length up to this one are tuples, longer ones are lists."""
MAX_NAME: Final = 100_000
"""Characters of one name in a description. Other texts are limited as a whole: by the file."""
