"""Every event a real worker sends, as it travels over Redis and RabbitMQ."""
import base64
import json

import amqp

from .. import freeze
from ..exact import exact
from ..writer import b64
from .amqp_messages import Properties, add_volatile, shapes, value
from .monitor import Monitor
from .servers import rabbitmq, redis, wait_until
from .shapes import body_of, mask, shape
from .worker import worker

TASKS = [
    ("tasks.add", (1,), {}), ("tasks.fail", ("custom",), {}), ("tasks.retry", ("once",), {}), ("tasks.reject", (), {}), ("tasks.event", (), {}),
    ("tasks.add", (1,), {"expires": freeze.NOW}), ("tasks.add", (1,), {"eta": freeze.NOW, "group_id": "my-group", "headers": {"tenant": "acme"}}),
]
KNOWN = ("worker-online", "worker-heartbeat", "worker-offline", "task-sent", "task-received", "task-started", "task-succeeded", "task-failed",
         "task-retried", "task-rejected", "task-revoked", "task-progress")


def _published(monitor):
    return [(channel, raw) for _, channel, raw in monitor.named("PUBLISH") if b"celeryev" in channel]


def _events(raw):
    return _list(body_of(raw))


def _list(body):
    return body if isinstance(body, list) else [body]


def _seen(monitor):
    return {event["type"] for _, raw in _published(monitor) for event in _events(raw)}


def _mask(document):
    """Task events travel in lists of any length: the one of the case's type counts, and the envelope without its body."""
    raw = base64.b64decode(document["raw"])
    event = next(event for event in _events(raw) if event["type"] == document["type"])
    masked = mask({**document, "raw": document["raw"]})
    return {**masked, "raw": {**masked["raw"], "body": [isinstance(body_of(raw), list), shape(event)]}}


def _send(app):
    for i, (name, args, options) in enumerate(TASKS):
        app.send_task(name, args, task_id=f"event-{i}", **options)


def _redis(writer):
    with redis() as port:
        url = f"redis://127.0.0.1:{port}/0"
        settings = {"broker_url": url, "result_backend": url, "task_send_sent_event": True}
        monitor = Monitor(port)
        try:
            with worker(settings, "-E", "--heartbeat-interval", "1") as app:
                _send(app)
                wait_until(lambda: set(KNOWN) - {"worker-offline"} <= _seen(monitor), "every event")
            wait_until(lambda: "worker-offline" in _seen(monitor), "worker-offline")
            for kind in KNOWN:
                channel, raw = next((channel, raw) for channel, raw in _published(monitor) if any(e["type"] == kind for e in _events(raw)))
                json.loads(raw)
                writer.add(f"live-event-{kind}", "live-event", f"{kind}, as Redis got it by PUBLISH", {
                    "type": kind, "volatile": True, "channel": channel.decode(), "raw": b64(raw), "value": exact(body_of(raw))}, _mask)
        finally:
            monitor.close()


def _amqp_mask(document):
    """As that of Redis."""
    body = json.loads(base64.b64decode(document["body"]))
    kind = document["case"][len("live-rabbitmq-event-"):]
    event = next(event for event in _list(body) if event["type"] == kind)
    return {**shapes(document), "body": [isinstance(body, list), shape(event)]}


def _rabbitmq(writer):
    with rabbitmq() as port, Properties(), amqp.Connection(f"127.0.0.1:{port}") as connection:
        channel = connection.channel()
        channel.exchange_declare("celeryev", "topic", durable=True, auto_delete=False)
        channel.queue_declare("events")
        channel.queue_bind("events", "celeryev", "#")
        messages = []
        # RabbitMQ itself drops what has expired, so nothing is revoked.
        kinds = [kind for kind in KNOWN if kind not in ("task-revoked", "worker-offline")] + ["worker-offline"]

        def seen(*wanted):
            while True:
                message = channel.basic_get("events", no_ack=True)
                if message is None:
                    break
                messages.append(message)
            return set(wanted) <= {event["type"] for message in messages for event in _list(value(message))}

        settings = {"broker_url": f"amqp://guest:guest@127.0.0.1:{port}//", "result_backend": "rpc://", "task_send_sent_event": True}
        with worker(settings, "-E", "--heartbeat-interval", "1") as app:
            _send(app)
            wait_until(lambda: seen(*kinds[:-1]), "every event")
        wait_until(lambda: seen("worker-offline"), "worker-offline")
        for kind in kinds:
            message = next(message for message in messages if any(event["type"] == kind for event in _list(value(message))))
            add_volatile(writer, f"live-rabbitmq-event-{kind}", f"{kind}, as RabbitMQ delivered it", message, _amqp_mask)


def generate(writer):
    _redis(writer)
    _rabbitmq(writer)
