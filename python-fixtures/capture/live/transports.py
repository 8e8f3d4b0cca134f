"""The same messages as they lie in Redis, RabbitMQ and a folder, byte for byte."""
import os
import re
import tempfile
from datetime import datetime, timezone

import amqp

from .. import freeze
from ..writer import b64
from . import worker_app
from .amqp_messages import Properties, picture, take
from .monitor import Monitor
from .servers import rabbitmq, redis, wait_until
from .worker import worker

WHEN = datetime(2026, 1, 2, 4, 0, 0, 250000, tzinfo=timezone.utc)
SENDS = [
    ("plain", (2, 3), {}), ("options", (1,), {"priority": 5, "eta": WHEN, "expires": datetime(2026, 1, 31, tzinfo=timezone.utc), "headers": {
        "tenant": "acme", "n": 1, "big": 2**40, "negative": -5, "float": 1.5, "flag": True, "none": None, "list": [1, "a"], "map": {"a": 1}, "time": WHEN},
        "shadow": "adding", "time_limit": 30, "soft_time_limit": 20}),
    ("zlib", ("x" * 300,), {"compression": "zlib"}), ("pickle", ((1, 2),), {"serializer": "pickle"}), ("msgpack", (b"\xff",), {"serializer": "msgpack"}),
]


def _warm_up(app):
    """The first message of an app draws ids for its connection."""
    app.send_task("tasks.add", (0,), queue="warm-up")


def _send(app, args, options):
    freeze.reset()
    app.__dict__["oid"] = freeze.OID
    if hasattr(app, "thread_oid"):
        app._local.oid = freeze.OID
    if app.conf.broker_url.startswith("amqp") or "headers" not in options:
        app.send_task("tasks.add", args, **options)
    else:
        # A time in a header: only an AMQP table and newer kombus' JSON have a form for it.
        headers = {name: value for name, value in options["headers"].items() if name != "time"}
        app.send_task("tasks.add", args, **{**options, "headers": headers})


def _redis(writer):
    with redis() as port:
        url = f"redis://127.0.0.1:{port}/0"
        settings = {"broker_url": url, "result_backend": url}
        app = worker_app.make(settings)
        _warm_up(app)
        monitor = Monitor(port)
        try:
            for name, args, options in SENDS:
                start = len(monitor.commands)
                _send(app, args, options)
                key, raw = wait_until(lambda: next(((c[1], c[2]) for c in monitor.commands[start:] if c[0] == b"LPUSH"), None), "LPUSH")
                writer.add(f"live-redis-{name}", "live-envelope", f"list entry: {name}", {
                    "transport": "redis", "redis_key": key.decode(), "raw": b64(raw)})
            with worker(settings):
                entries = wait_until(lambda: _unacked(monitor, len(SENDS)), "every message to be taken")
            for (name, _, _), raw in zip(SENDS[:1] + SENDS[2:] + SENDS[1:2], entries):
                writer.add(f"live-redis-unacked-{name}", "live-unacked", f"entry of the hash unacked: {name}", {"redis_key": "unacked", "raw": b64(raw)})
        finally:
            monitor.close()


def _unacked(monitor, count):
    found = [command[3] for command in monitor.named("HSET") if command[1] == b"unacked"]
    return found if len(found) >= count else None


def _filesystem(writer):
    with tempfile.TemporaryDirectory() as folder:
        options = {"data_folder_in": folder, "data_folder_out": folder, "control_folder": os.path.join(folder, "control")}
        app = worker_app.make({"broker_url": "filesystem://", "broker_transport_options": options})
        _warm_up(app)
        for file in os.listdir(folder):
            if file.endswith(".msg"):
                os.remove(os.path.join(folder, file))
        for case, args, send in SENDS:
            _send(app, args, send)
            file, = (name for name in os.listdir(folder) if name.endswith(".msg"))
            with open(os.path.join(folder, file), "rb") as content:
                writer.add(f"live-filesystem-{case}", "live-envelope", f"message file: {case}", {
                    "transport": "filesystem", "file": re.sub("[0-9]+_[0-9a-f-]{36}", "<milliseconds>_<uuid>", file), "raw": b64(content.read())})
            # With frozen ids a second message of the same millisecond would have the same name.
            os.remove(os.path.join(folder, file))


def _rabbitmq(writer):
    with rabbitmq() as port, Properties():
        url = f"amqp://guest:guest@127.0.0.1:{port}//"
        app = worker_app.make({"broker_url": url, "result_backend": "rpc://"})
        with amqp.Connection(f"127.0.0.1:{port}") as connection:
            channel = connection.channel()
            _warm_up(app)
            for name, args, options in SENDS:
                _send(app, args, options)
                _take(writer, channel, "celery", f"live-rabbitmq-{name}", f"task message: {name}")
            channel.queue_declare("replies", durable=True, auto_delete=False)
            with worker({"broker_url": url, "result_backend": "rpc://"}, "-E"):
                for name, args in (("tasks.add", (1,)), ("tasks.fail", ("custom",)), ("tasks.started", ())):
                    app.send_task(name, args, task_id=f"rpc-{name}", reply_to="replies")
                    for step in (("started", "done") if name == "tasks.started" else ("done",)):
                        _take(writer, channel, "replies", f"live-rabbitmq-rpc-{name}-{step}", f"rpc reply of {name}, {step}")


def _take(writer, channel, queue, case, description):
    writer.add(case, "live-amqp", description, picture(take(channel, queue)))


def generate(writer):
    _redis(writer)
    _filesystem(writer)
    _rabbitmq(writer)
