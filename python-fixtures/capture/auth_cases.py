"""Signed messages. Signatures are random (PSS), so they are left out of comparisons; the rest must be the same, and the file's own
signature must still be accepted."""
import base64
import json
import os

from celery.security.serialization import SecureSerializer, register_auth

from .encoded_cases import plain_call, send
from .exact import exact
from .fixture_app import make_app
from .serializers import loads
from .writer import b64

FOLDER = os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), "security")
CONTENT_TYPE, ENCODING = "application/data", "utf-8"


def _file(name):
    with open(os.path.join(FOLDER, name), encoding="ascii") as file:
        return file.read()


def _register(signer="signer", digest="sha256", serializer="json"):
    certificate = "store/signer.pem" if signer == "signer" else f"{signer}.pem"
    register_auth(key=_file(f"{signer}.key"), cert=_file(certificate), store=os.path.join(FOLDER, "store"), digest=digest, serializer=serializer)


def _parts(body, digest):
    """The fields of a signed body, without the signature; the field separator is the same in both formats."""
    from celery.security.certificate import FSCertStore
    fields = SecureSerializer(cert_store=FSCertStore(os.path.join(FOLDER, "store")), digest=digest)._unpack(body)
    return {name: str(value) for name, value in fields.items() if name != "signature"}


def _mask(document):
    """A document without its signature, but with what Python reads of it now."""
    _register(digest=document["digest"], serializer=document["inner"])
    shown = dict(document)
    if "messages" in document:
        message = dict(document["messages"][0])
        envelope = json.loads(message["envelope"])
        body = base64.b64decode(message.pop("body"))
        assert base64.b64decode(envelope.pop("body")) == body
        message["envelope"] = envelope
        shown["messages"] = [message]
    else:
        body = base64.b64decode(shown.pop("body"))
    if "read_error" not in document:
        shown["parts"] = _parts(body, document["digest"])
    return {**shown, **_reading(body)}


def _reading(body):
    try:
        return {"reads": exact(loads(body, CONTENT_TYPE, ENCODING))}
    except Exception as error:
        return {"read_error": type(error).__name__}


def _signed(signer, digest, inner, change=lambda body: body):
    from kombu.serialization import dumps
    make_app()
    _register(signer, digest, inner)
    value = [[2, 3], {"text": "caf\u00e9 \U0001f600"}, {"callbacks": None, "errbacks": None, "chain": None, "chord": None}]
    content_type, encoding, body = dumps(value, serializer="auth")
    assert (content_type, encoding) == (CONTENT_TYPE, ENCODING)
    body = change(body.encode() if isinstance(body, str) else body)
    _register(digest=digest, serializer=inner)
    return {"signer": signer, "digest": digest, "inner": inner, "content_type": content_type, "content_encoding": encoding,
            "body": b64(body), "value": exact(value), **_reading(body)}


def _tampered(body):
    raw = base64.b64decode(body)
    return base64.b64encode(raw.replace(b"[[2, 3]", b"[[2, 4]"))


def generate(writer):
    for inner in ("json", "yaml", "msgpack", "pickle"):
        writer.add(f"auth-{inner}", "auth", f"signed {inner}", _signed("signer", "sha256", inner), _mask)
    for digest in ("sha1", "sha512"):
        writer.add(f"auth-{digest}", "auth", f"digest {digest}", _signed("signer", digest, "json"), _mask)
    writer.add("auth-stranger", "auth", "signed by a certificate that is not in the store", _signed("stranger", "sha256", "json"), _mask)
    writer.add("auth-tampered", "auth", "an argument changed after signing", _signed("signer", "sha256", "json", _tampered), _mask)
    for protocol in (2, 1):
        _register()
        document = send("auth", protocol, plain_call)
        writer.add(f"v{protocol}-auth", "encoded-auth", "a signed task", {"digest": "sha256", "inner": "json", **document}, _mask)
