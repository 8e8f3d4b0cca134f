"""Tagged values (see ../README.md) both ways, with the kinds that only msgpack and yaml know, and self references."""
import datetime
import os
import struct
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))

from capture.tagged import tag as plain_tag  # noqa: E402

CONTAINERS = (list, tuple, set, frozenset, dict)


def tag(value, above=()):
    if isinstance(value, int) and value.bit_length() > 1000:
        return {"hexint": hex(value)}
    if not isinstance(value, CONTAINERS):
        return plain_tag(value)
    if any(value is container for container in above):
        return {"recursion": type(value).__name__}
    above = (*above, value)
    if type(value).__name__ == "ExtType":
        return {"msgpack_ext": [value.code, value.data.hex()]}
    if isinstance(value, dict):
        return {"dict": [[tag(key, above), tag(item, above)] for key, item in value.items()]}
    items = [tag(item, above) for item in value]
    return items if isinstance(value, list) else {type(value).__name__: items}


def tag_timestamp(value):
    return {"msgpack_timestamp": [value.seconds, value.nanoseconds]}


def untag(tagged, above=()):
    if isinstance(tagged, list):
        items = []
        items.extend(untag(item, (*above, items)) for item in tagged)
        return items
    if not isinstance(tagged, dict):
        return tagged
    name, content = next(iter(tagged.items()))
    return READERS[name](content, tagged, above)


def _dict(content, _, above):
    result = {}
    for key, item in content:
        result[untag(key)] = untag(item, (*above, result))
    return result


def _set(content, _, above):
    return {untag(item) for item in content}


def _timestamp(content, *_):
    import msgpack
    return msgpack.Timestamp(*content)


def _ext(content, *_):
    import msgpack
    return msgpack.ExtType(content[0], bytes.fromhex(content[1]))


def _recursion(content, _, above):
    return next(container for container in reversed(above) if type(container).__name__ == content)


def _text(content, *_):
    return b"".join(struct.pack(">H", unit) for unit in content).decode("utf-16-be", "surrogatepass")


READERS = {
    "tuple": lambda content, _, above: tuple(untag(item, above) for item in content),
    "dict": _dict,
    "set": _set,
    "float": lambda content, tagged, _: struct.unpack(">d", bytes.fromhex(tagged["bits"]))[0],
    "bytes": lambda content, *_: bytes.fromhex(content),
    "bytearray": lambda content, *_: bytearray.fromhex(content),
    "utf16": _text,
    "datetime": lambda content, *_: datetime.datetime.fromisoformat(content),
    "date": lambda content, *_: datetime.date.fromisoformat(content),
    "msgpack_timestamp": _timestamp,
    "msgpack_ext": _ext,
    "recursion": _recursion,
}
