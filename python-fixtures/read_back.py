#!/usr/bin/env python3
"""What the Celery that runs this reads of bytes: one JSON request a line in, one JSON answer a line out.

    {"body": "<base64>", "content_type": "...", "content_encoding": "...", "compression": null}    {"value": <tagged>}
    {"envelope": "<JSON of the virtual transports>"}                     {"headers": <tagged>, "properties": <tagged>, "value": <tagged>}

    {"versions": true}                                                   {"celery": "5.6.3"}

or {"error": "...", "class": "..."}. The tagged form is that of the golden files, see README.md.
"""
import base64
import json
import os
import sys

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

import celery  # noqa: E402
import kombu.compression  # noqa: E402
from kombu.transport.virtual import Channel, Message  # noqa: E402
from kombu.utils.json import loads as json_loads  # noqa: E402

from capture import fixture_app  # noqa: E402, F401  (the module `tasks` of pickled classes)
from capture.exact import exact  # noqa: E402
from capture.serializers import loads  # noqa: E402


class _Decoding:
    """As much of a channel as a message asks for."""

    codecs = dict(Channel.codecs)

    def decode_body(self, body, encoding=None):
        return self.codecs[encoding].decode(body) if encoding else body


def read(body, content_type, content_encoding, compression=None):
    raw = base64.b64decode(body)
    if compression:
        raw = kombu.compression.decompress(raw, compression)
    return {"value": exact(loads(raw, content_type, content_encoding))}


def read_envelope(envelope):
    message = Message(json_loads(envelope), channel=_Decoding())
    message.accept = None
    body = loads(message.body, message.content_type, message.content_encoding)
    return {"headers": exact(message.headers), "properties": exact(message.properties), "value": exact(body)}


def answer_to(request):
    if "versions" in request:
        return {"celery": celery.__version__}
    return read_envelope(**request) if "envelope" in request else read(**request)


def main():
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)  # whatever else prints goes to stderr
    for line in sys.stdin:
        request = json.loads(line)
        try:
            answer = answer_to(request)
        except Exception as error:
            answer = {"error": str(error), "class": type(error).__name__}
        answers.write(json.dumps(answer) + "\n")
        answers.flush()


if __name__ == "__main__":
    main()
