"""Every remote control command, its request and its reply, as they travel over Redis and RabbitMQ."""
from contextlib import contextmanager
from datetime import datetime

import amqp
from kombu.pidbox import Mailbox

from ..exact import exact
from ..writer import b64
from .amqp_messages import Properties, add_volatile, take
from .monitor import Monitor
from .servers import rabbitmq, redis, wait_until
from .shapes import body_of, mask
from .worker import worker

REPLY_KEY = "00000000-0000-3000-8000-00000000feed"
HERE = ["w1@fixture"]
COMMANDS = [
    ("ping", {}, {}), ("ping-destination", {}, {"destination": HERE}), ("ping-pattern", {}, {"pattern": "w*@fixture", "matcher": "glob"}),
    ("active", {}, {}), ("scheduled", {}, {}), ("reserved", {}, {}), ("revoked", {}, {}), ("registered", {"taskinfoitems": ["rate_limit"]}, {}),
    ("stats", {}, {}), ("query_task", {"ids": ["waits"]}, {}), ("conf", {"with_defaults": False}, {}), ("active_queues", {}, {}), ("clock", {}, {}),
    ("report", {}, {}), ("memsample", {}, {}), ("hello", {"from_node": "w2@fixture", "revoked": {}}, {}), ("heartbeat", {}, {}),
    ("enable_events", {}, {}), ("disable_events", {}, {}), ("add_consumer", {
        "queue": "more", "exchange": None, "exchange_type": "direct", "routing_key": None}, {}), ("cancel_consumer", {"queue": "more"}, {}),
    ("rate_limit", {"task_name": "tasks.add", "rate_limit": "10/m"}, {}), ("rate_limit-unknown", {"task_name": "tasks.nobody", "rate_limit": "1/s"}, {}),
    ("time_limit", {"task_name": "tasks.add", "hard": 30, "soft": 20}, {}), ("pool_grow", {"n": 1}, {}), ("pool_shrink", {"n": 1}, {}),
    ("autoscale", {"max": 3, "min": 1}, {}), ("revoke", {"task_id": "a-task", "terminate": False, "signal": "SIGTERM"}, {}),
    ("revoke-several", {"task_id": ["b-task", "c-task"], "terminate": False}, {}), ("terminate", {"task_id": "d-task", "signal": "SIGKILL"}, {}),
    ("revoke_by_stamped_headers", {"headers": {"tenant": ["acme"]}, "terminate": False}, {}), ("no_such_command", {}, {}),
]


def _call(app, monitor, command, arguments, options):
    start = len(monitor.commands)
    app.control.broadcast(command, arguments=arguments, reply=True, timeout=30, limit=1, **options)

    def first(name, ending):
        return next(((c[1], c[2]) for c in monitor.commands[start:] if c[0] == name and c[1].endswith(ending)), None)

    return (wait_until(lambda: first(b"PUBLISH", b"pidbox"), f"the request {command}"),
            wait_until(lambda: first(b"LPUSH", b".reply.celery.pidbox"), f"the reply to {command}"))


def _add(writer, case, kind, description, target, raw):
    writer.add(case, kind, description, {"volatile": True, "target": target, "raw": b64(raw), "value": exact(body_of(raw))}, _mask)


def _mask(document):
    # The reply queue is named after the client.
    return mask({**document, "target": document["target"].split(".", 1)[-1]})


def _redis(writer):
    with redis() as port:
        url = f"redis://127.0.0.1:{port}/0"
        with worker({"broker_url": url, "result_backend": url}) as app:
            monitor = Monitor(port)
            try:
                _prepare(app)
                for name, arguments, options in COMMANDS:
                    command = name.split("-")[0]
                    request, reply = _call(app, monitor, command, arguments, options)
                    _add(writer, f"live-control-{name}", "live-control", f"request of {command}", request[0].decode(), request[1])
                    _add(writer, f"live-reply-{name}", "live-reply", f"reply to {command}", reply[0].decode(), reply[1])
                _without_reply(writer, app, monitor)
            finally:
                monitor.close()


def _prepare(app):
    """One task runs, one waits for its turn, one for its time."""
    app.send_task("tasks.wait", (60,), {}, task_id="runs", time_limit=55, headers={"tenant": "other"})
    wait_until(lambda: "runs" in str(app.control.inspect(timeout=0.5).active()), "the task to run")
    app.send_task("tasks.add", (1,), {"y": 2}, task_id="waits")
    app.send_task("tasks.add", (1,), {}, task_id="later", eta=datetime(2199, 1, 1))
    wait_until(lambda: "later" in str(app.control.inspect(timeout=0.5).scheduled()), "the task to be scheduled")


def _without_reply(writer, app, monitor):
    start = len(monitor.commands)
    _order(app)
    published = wait_until(lambda: _two(monitor, start), "two requests")
    for name, raw in zip(("revoke-terminate", "shutdown"), published):
        _add(writer, f"live-control-{name}", "live-control", f"{name}, without a reply", raw[0].decode(), raw[1])


def _order(app):
    app.control.revoke("runs", terminate=True, signal="SIGKILL")
    app.control.shutdown()


def _two(monitor, start):
    found = [(c[1], c[2]) for c in monitor.commands[start:] if c[0] == b"PUBLISH" and c[1].endswith(b"pidbox")]
    return found if len(found) == 2 else None


@contextmanager
def _known_reply_key():
    """kombu names the reply queue anew for each request; the tap has to be bound before."""
    real, Mailbox.oid = Mailbox.oid, property(lambda self: REPLY_KEY)
    try:
        yield
    finally:
        Mailbox.oid = real


def _rabbitmq(writer):
    with rabbitmq() as port, Properties(), _known_reply_key(), amqp.Connection(f"127.0.0.1:{port}") as connection:
        channel = connection.channel()
        for queue in ("requests", "replies"):
            channel.queue_declare(queue)
        with worker({"broker_url": f"amqp://guest:guest@127.0.0.1:{port}//", "result_backend": "rpc://"}) as app:
            _prepare(app)
            mailbox = app.control.mailbox
            channel.queue_bind("requests", mailbox.exchange.name)
            channel.queue_bind("replies", mailbox.reply_exchange.name, REPLY_KEY)
            for name, arguments, options in COMMANDS:
                command = name.split("-")[0]
                app.control.broadcast(command, arguments=arguments, reply=True, timeout=30, limit=1, **options)
                add_volatile(writer, f"live-rabbitmq-control-{name}", f"request of {command}", take(channel, "requests"))
                add_volatile(writer, f"live-rabbitmq-reply-{name}", f"reply to {command}", take(channel, "replies"))
            _order(app)
            for name in ("revoke-terminate", "shutdown"):
                add_volatile(writer, f"live-rabbitmq-control-{name}", f"{name}, without a reply", take(channel, "requests"))


def generate(writer):
    _redis(writer)
    _rabbitmq(writer)
