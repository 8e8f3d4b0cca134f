"""A lossless JSON picture of a Python value, so that a test in another language can rebuild it.

None, bool, int (of any size), str and list are the JSON values they look like. Everything else is an object with one
telling key: {"tuple": [...]}, {"dict": [[key, value], ...]}, {"float": "1e+16", "bits": "4341c37937e08000"}, see README.md.
"""
import datetime
import decimal
import struct
import uuid


def tag(value):
    if value is None or isinstance(value, (bool, int)):
        return value
    if isinstance(value, float):
        return {"float": repr(value), "bits": struct.pack(">d", value).hex()}
    if isinstance(value, str):
        return _text(value)
    if isinstance(value, (bytes, bytearray)):
        return {"bytes": bytes(value).hex()}
    if isinstance(value, list):
        return [tag(item) for item in value]
    if isinstance(value, dict):
        return {"dict": [[tag(key), tag(item)] for key, item in value.items()]}
    for kind in (tuple, frozenset, set):
        if isinstance(value, kind):
            return {kind.__name__: [tag(item) for item in value]}
    for kind in (datetime.datetime, datetime.date, datetime.time):
        if isinstance(value, kind):
            return {kind.__name__: value.isoformat()}
    if isinstance(value, decimal.Decimal):
        return {"decimal": str(value)}
    if isinstance(value, uuid.UUID):
        return {"uuid": str(value)}
    return {"object": f"{type(value).__module__}.{type(value).__qualname__}", "repr": repr(value)}


def _text(value):
    if any(0xD800 <= ord(char) <= 0xDFFF for char in value):
        units = value.encode("utf-16-be", "surrogatepass")
        return {"utf16": [int.from_bytes(units[i:i + 2], "big") for i in range(0, len(units), 2)]}
    return value
