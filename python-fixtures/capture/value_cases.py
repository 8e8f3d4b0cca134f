"""Single values through every serializer, and what Python reads of it."""
from .exact import exact
from .fixture_app import make_app
from .serializers import SERIALIZERS, dumps, loads
from .values import catalogue
from .writer import b64


def _short(value):
    text = repr(value).encode("ascii", "backslashreplace").decode()
    return text if len(text) <= 80 else text[:77] + "..."


def _sample(value, label):
    document = {"serializer": SERIALIZERS.get(label, (label, None))[0], "pickle_protocol": SERIALIZERS.get(label, (label, None))[1],
                "value": exact(value)}
    try:
        content_type, encoding, body = dumps(value, label)
    except Exception as error:
        return {**document, "write_error": type(error).__name__}
    document.update(content_type=content_type, content_encoding=encoding, body=b64(body))
    try:
        read = exact(loads(body, content_type, encoding))
    except Exception as error:
        return {**document, "read_error": type(error).__name__}
    return document if read == document["value"] else {**document, "reads": read}


def _signatures():
    from celery import chain, chord, group
    app = make_app()
    add, mul, report = (app.tasks[f"tasks.{name}"] for name in ("add", "mul", "report"))
    return {
        "signature": add.s(2, y=3), "signature-linked": _linked(add.s(2), mul.s(4)), "chain": chain(add.s(1, 2), mul.s(3)),
        "group": group([add.s(1, 1), add.s(2, 2)]), "chord": chord([add.s(1, 1), add.s(2, 2)], report.s()),
    }


def _linked(signature, link):
    signature.link(link)
    return signature


def generate(writer):
    make_app()
    for name, value in catalogue():
        for label in SERIALIZERS:
            writer.add(f"value-{label}-{name}", "value", _short(value), _sample(value, label))
    for name, value in _signatures().items():
        for label in SERIALIZERS:
            writer.add(f"value-{label}-{name}", "value", _short(value), _sample(value, label))
    for name, value in (("text", "caf\u00e9"), ("bytes", b"\xff\x00"), ("text-ascii", "abc"), ("number", 5)):
        if name != "number":
            writer.add(f"value-raw-{name}", "value", _short(value), _sample(value, "raw"))
        writer.add(f"value-none-{name}", "value", _short(value), _sample(value, None))
