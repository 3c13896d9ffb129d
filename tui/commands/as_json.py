"""Values as JSON that is safe in any terminal: whatever is not plain ASCII is escaped."""

import json
from datetime import date


def plain(value: object) -> object:
    """A value as JSON takes it. A struct keeps every field, also those at their default, so that a
    script finds the same keys in each object."""
    # Not asked by its type: a list has no struct, and need not import what makes one.
    fields = getattr(value, "__struct_fields__", None)
    if fields is not None:
        names = zip(getattr(value, "__struct_encode_fields__", fields), fields, strict=True)
        return {name: plain(getattr(value, field)) for name, field in names}
    if isinstance(value, dict):
        return {str(key): plain(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [plain(inner) for inner in value]
    if isinstance(value, date):
        return value.isoformat()
    return value


def as_json(value: object) -> str:
    """The value as indented JSON. Control, hidden and turning characters come out escaped."""
    text = json.dumps(plain(value), ensure_ascii=True, indent=2)
    # The one control character in ASCII that `ensure_ascii` lets through; it is only in strings.
    return text.replace("\x7f", "\\u007f")
