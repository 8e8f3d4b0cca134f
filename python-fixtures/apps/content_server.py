"""kombu's compression and Celery's message signing for a test: one JSON request per line in, one JSON answer per line out.

    {"command": "compress", "name": "zlib", "body": "<base64>"}       {"ok": "<base64>"}   or   {"error": "...", "class": "..."}

Commands are the functions named `command_*`.
"""
import base64
import json
import os
import sys

import celery
from celery import Celery
from kombu import compression
from kombu.message import Message
from kombu.serialization import prepare_accept_content


def command_versions():
    return {"celery": celery.__version__, "compressions": sorted(compression._decoders)}


def command_compress(name, body):
    return encode(compression.compress(base64.b64decode(body), name)[0])


def command_decompress(name, body):
    return encode(compression.decompress(base64.b64decode(body), name))


def command_sign(task, args, kwargs, **settings):
    """Publishes a task with the auth serializer; returns the message as a broker gets it."""
    app = secure_app(settings)
    app.send_task(task, args, kwargs, task_id="00000000-0000-4000-8000-000000000001")
    with app.connection_for_read() as connection:
        channel = connection.default_channel
        message = channel._get("celery")
    return {
        "body": encode(base64.b64decode(message["body"])),
        "content_type": message["content-type"],
        "content_encoding": message["content-encoding"],
        "headers": message["headers"],
    }


def command_verify(body, content_type="application/data", content_encoding="utf-8", **settings):
    """Reads a body as a worker does that has auth set up."""
    app = secure_app(settings)
    message = Message(
        body=base64.b64decode(body), content_type=content_type, content_encoding=content_encoding,
        accept=prepare_accept_content(app.conf.accept_content), channel=None, delivery_tag=1)
    message.headers = {}
    return message.payload


def secure_app(settings):
    app = Celery("secure", broker="memory://", set_as_current=False)
    app.conf.update(task_serializer="auth", accept_content=["auth"])
    app.setup_security(**settings)
    return app


def encode(data):
    return base64.b64encode(data).decode("ascii")


def main():
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)  # whatever else prints goes to stderr
    for line in sys.stdin:
        request = json.loads(line)
        try:
            answer = {"ok": globals()["command_" + request.pop("command")](**request)}
        except Exception as error:
            answer = {"error": str(error), "class": type(error).__name__}
        answers.write(json.dumps(answer) + "\n")
        answers.flush()


if __name__ == "__main__":
    main()
