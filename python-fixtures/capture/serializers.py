"""The serializers of kombu; pickle in each of its protocols."""
from contextlib import contextmanager

import kombu.serialization

#: name of a case -> (kombu's name, pickle protocol)
SERIALIZERS = {
    "json": ("json", None), "yaml": ("yaml", None), "msgpack": ("msgpack", None), **{f"pickle{number}": ("pickle", number) for number in range(6)},
}


@contextmanager
def pickling(protocol):
    """kombu's pickles have that protocol meanwhile; None is the version's own default."""
    known = kombu.serialization.pickle_protocol
    if protocol is not None:
        kombu.serialization.pickle_protocol = protocol
    try:
        yield kombu.serialization.pickle_protocol
    finally:
        kombu.serialization.pickle_protocol = known


def dumps(value, label):
    """content type, content encoding, bytes."""
    name, protocol = SERIALIZERS.get(label, (label, None))
    with pickling(protocol):
        content_type, encoding, body = kombu.serialization.dumps(value, serializer=name)
    return content_type, encoding, body.encode("utf-8", "surrogatepass") if isinstance(body, str) else bytes(body)


def loads(body, content_type, encoding):
    return kombu.serialization.loads(body, content_type, encoding, force=True)
