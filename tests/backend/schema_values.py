"""Values that schemas allow, for hypothesis."""

from typing import Any

from hypothesis import strategies as st

Json = Any


def values_of(schema: Json) -> st.SearchStrategy[Json]:
    """Draw a value that a schema allows."""
    if "enum" in schema:
        return st.sampled_from(schema["enum"])
    if "oneOf" in schema:
        return st.one_of(*(values_of(choice) for choice in schema["oneOf"]))
    limits = schema.get("minimum", -9), schema.get("maximum", 99)
    simple: dict[str | None, st.SearchStrategy[Json]] = {
        "integer": st.integers(*limits),
        "number": st.floats(*limits),
        "boolean": st.booleans(),
        "null": st.none(),
        "string": st.text(max_size=5),
        None: st.none(),
    }
    if schema.get("type") == "object":
        return objects_of(schema)
    if schema.get("type") == "array":
        low, high = schema.get("minItems", 0), min(4, schema.get("maxItems", 4))
        return st.lists(values_of(schema["items"]), min_size=low, max_size=high)
    return simple[schema.get("type")]


def objects_of(schema: Json) -> st.SearchStrategy[Json]:
    """Draw an object with what a schema requires and some of what it allows."""
    properties = {
        name: values_of(item)
        for name, item in schema.get("properties", {}).items()
        if not item.get("readOnly")
    }
    required = {name for name in schema.get("required", []) if name in properties}
    return st.fixed_dictionaries(
        {name: properties[name] for name in required},
        optional={name: item for name, item in properties.items() if name not in required},
    )
