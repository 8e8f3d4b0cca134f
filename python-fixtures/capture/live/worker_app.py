"""The app of the live captures: what varies in a worker's results (clock, process id, paths) is frozen, the rest is real."""
import json
import os
import platform
import signal
import socket
import sys
import time
import traceback

import celery
import celery.app.trace
import celery.backends.base
from celery.exceptions import Ignore, Reject

from .. import freeze
from ..fixture_app import FrozenCelery, Ledger, PaymentError
from ..values import catalogue


class _FrozenOs:
    """os, but for the process id."""

    def __getattr__(self, name):
        return getattr(os, name)

    @staticmethod
    def getpid():
        return freeze.PID


def _freeze_worker():
    celery.backends.base.datetime = freeze.FrozenDatetime
    celery.app.trace.os = _FrozenOs()
    socket.gethostname = lambda: freeze.HOST
    platform.release = lambda: "6.1.0"
    here, libraries = os.path.dirname(os.path.abspath(__file__)), os.path.dirname(os.path.dirname(os.path.abspath(celery.__file__)))
    environment = os.path.dirname(sys.base_prefix)
    real = traceback.format_exception

    def format_exception(*args, **kwargs):
        lines = [line.replace(libraries, "/usr/lib/python3/dist-packages").replace(here, "/app") for line in real(*args, **kwargs)]
        return lines if environment == "/" else [line.replace(environment, "") for line in lines]

    traceback.format_exception = format_exception


class NeedsTwo(Exception):
    """Its pickle cannot be read: the constructor wants more than args has."""

    def __init__(self, first, second):
        super().__init__(first)
        self.second = second


class Holder:
    def __repr__(self):
        return "<Holder>"


class Unpicklable:
    def __repr__(self):
        return "<Unpicklable>"

    def __reduce__(self):
        raise TypeError("not picklable")


class Unprintable(Exception):
    def __repr__(self):
        raise ValueError("no repr")

    __str__ = __repr__


def _chained():
    try:
        raise KeyError("cause")
    except KeyError as error:
        raise ValueError("bad amount") from error


def _in_context():
    try:
        raise KeyError("context")
    except KeyError:
        raise PaymentError("declined")


FAILURES = {
    "value": ValueError("bad amount"), "no-args": ValueError(), "key": KeyError("missing"), "os": OSError(2, "No such file"),
    "unicode-text": ValueError("caf\u00e9 \U0001f600"), "unicode-decode": UnicodeDecodeError("utf-8", b"\xff", 0, 1, "invalid start byte"),
    "custom": PaymentError("declined", {"code": 7}, None), "nested-class": Ledger.ClosedError("closed"), "needs-two": NeedsTwo("a", "b"),
    "object-argument": ValueError("with", Holder()), "unprintable": Unprintable("x"), "tuple-argument": ValueError((1, 2), {"a": {3}}),
    "not-implemented": NotImplementedError(), "assertion": AssertionError("no"), "unpicklable-argument": ValueError("with", Unpicklable()),
}
MADE = {"chained": _chained, "in-context": _in_context}


def make(settings):
    app = FrozenCelery("tasks", set_as_current=True)
    app.conf.update(
        accept_content=["json", "pickle", "yaml", "msgpack"], result_accept_content=["json", "pickle", "yaml", "msgpack"],
        broker_connection_retry_on_startup=True, worker_proc_alive_timeout=60, **settings)

    @app.task(name="tasks.value")
    def value(name):
        return dict(catalogue())[name]

    @app.task(name="tasks.add")
    def add(x, y=0):
        return x + y

    @app.task(name="tasks.report")
    def report(parts):
        return parts

    @app.task(name="tasks.fail")
    def fail(name):
        if name in MADE:
            MADE[name]()
        raise FAILURES[name]

    @app.task(name="tasks.started", track_started=True)
    def started():
        return "done"

    @app.task(name="tasks.progress", bind=True)
    def progress(self):
        self.update_state(state="PROGRESS", meta={"done": 3, "of": 10})
        return "done"

    @app.task(name="tasks.retry", bind=True, max_retries=1)
    def retry(self, kind):
        if kind == "error":
            raise self.retry(exc=PaymentError("again"), countdown=0)
        if kind == "plain":
            raise self.retry(countdown=0)
        if self.request.retries:
            return "second time"
        raise self.retry(exc=ValueError("again"), countdown=0)

    @app.task(name="tasks.ignore", bind=True)
    def ignore(self):
        raise Ignore()

    @app.task(name="tasks.reject", acks_late=True)
    def reject():
        raise Reject("no", requeue=False)

    @app.task(name="tasks.exit")
    def leave():
        os.kill(os.getpid(), signal.SIGKILL)

    @app.task(name="tasks.wait")
    def wait(seconds):
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            time.sleep(0.01)

    @app.task(name="tasks.event", bind=True)
    def event(self):
        self.send_event("task-progress", done=3, of=10)

    @app.task(name="tasks.spawn", bind=True)
    def spawn(self):
        add.apply_async((1, 1), task_id=f"{self.request.id}-child")
        return "spawned"

    return app


if "INTEROP_LIVE" in os.environ:
    _freeze_worker()
    app = make(json.loads(os.environ["INTEROP_LIVE"]))
