"""Whole messages in every serializer and compression, both protocols."""
import base64
from datetime import datetime, timezone
from decimal import Decimal

import kombu.compression

from .exact import exact
from .fixture_app import make_app
from .recorder import recording
from .serializers import SERIALIZERS, loads, pickling

COMPRESSIONS = ("zlib", "bzip2", "lzma", "brotli", "zstd")


def available():
    """The compressions this Python has libraries for; None is none."""
    yield None
    for name in COMPRESSIONS:
        try:
            kombu.compression.get_encoder(name)
        except KeyError:
            continue
        yield name


def plain_call(app, label):
    """Values that every serializer can write."""
    link = app.signature("tasks.mul", (10,), {"z": 1}, queue="math")
    args = (9, 2**40, 1.5, "caf\u00e9 \U0001f600", [True, None, []], {"k": [1, {"n": -1}]})
    return args, {"text": "lorem ipsum " * 12}, {"countdown": 10, "link": dict(link, args=[10]) if label == "yaml" else link}


def rich_call(app, _):
    """Values that only pickle can write, and a chord."""
    when = datetime(2026, 1, 2, 3, 4, 5, 678901, timezone.utc)
    args = ((1, (2,)), {"a", "b"}, frozenset([3]), b"\x00\xff", bytearray(b"x"), when, Decimal("1.10"), 1 - 2j, 2**100, float("inf"))
    return args, {}, {"expires": when, "link_error": app.signature("tasks.alert", immutable=True), "group_id": "my-group", "group_index": 1,
                      "chord": app.signature("tasks.report", task_id="body-id")}


def decoded(message):
    """What Python reads of a recorded message's body."""
    properties = message["amqp"]["properties"]
    headers = dict(properties["application_headers"]["dict"])
    body = base64.b64decode(message["body"])
    if "compression" in headers:
        body = kombu.compression.decompress(body, headers["compression"])
    return loads(body, properties["content_type"], properties["content_encoding"])


def send(label, protocol, call, compression=None):
    name, pickle_protocol = SERIALIZERS.get(label, (label, None))
    app = make_app(task_protocol=protocol)
    args, kwargs, options = call(app, label)
    with recording() as recorded, pickling(pickle_protocol) as used:
        app.send_task("tasks.add", args=args, kwargs=kwargs, serializer=name, compression=compression, **options)
    return {"protocol": protocol, "serializer": name, "pickle_protocol": used if name == "pickle" else None, "compression": compression,
            "reads": exact(decoded(recorded.messages[0])), "messages": recorded.document()}


def generate(writer):
    for protocol in (2, 1):
        for label in (*SERIALIZERS, "pickle"):
            for compression in available():
                case = f"v{protocol}-{label}-{compression or 'plain'}"
                writer.add(case, "encoded", f"{label}, compression {compression}", send(label, protocol, plain_call, compression))
        for label in (*SERIALIZERS, "pickle"):
            if label.startswith("pickle"):
                writer.add(f"v{protocol}-{label}-rich", "encoded", f"{label}, values that need it", send(label, protocol, rich_call))


__all__ = ("available", "decoded", "generate", "plain_call", "send")
