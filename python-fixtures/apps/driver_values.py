"""Values between the test's JSON and Python."""
import base64
import json
import traceback
from datetime import date, datetime, timedelta
from decimal import Decimal
from uuid import UUID

_BUILDERS = {
    "$datetime": datetime.fromisoformat,
    "$date": date.fromisoformat,
    "$decimal": Decimal,
    "$uuid": UUID,
    "$bytes": base64.b64decode,
    "$tuple": tuple,
    "$set": set,
    "$frozenset": frozenset,
    "$timedelta": lambda parts: timedelta(*parts),
    "$complex": lambda parts: complex(*parts),
    "$json": json.loads,
}


def from_json(value):
    if isinstance(value, list):
        return [from_json(item) for item in value]
    if isinstance(value, dict):
        if len(value) == 1:
            (key, item), = value.items()
            if key in _BUILDERS:
                return _BUILDERS[key](from_json(item))
        return {key: from_json(item) for key, item in value.items()}
    return value


def plain(value):
    """JSON of any value: what JSON cannot say becomes its repr."""
    try:
        return json.loads(json.dumps(value, default=_fallback, allow_nan=False))
    except ValueError:
        return repr(value)


def _fallback(value):
    if isinstance(value, bytes):
        return {"$bytes": base64.b64encode(value).decode()}
    return repr(value)


def describe_error(error):
    return {
        "module": type(error).__module__,
        "class": type(error).__qualname__,
        "args": plain(list(error.args)),
        "text": str(error),
        "bases": [base.__name__ for base in type(error).__mro__[1:-1]],
        "traceback": "".join(traceback.format_exception(type(error), error, error.__traceback__)),
    }
