"""The app whose messages are captured, and a backend that keeps what it is told to store."""
import enum
import sys
import types
from collections import namedtuple
from datetime import timezone

import celery
from celery.app.task import Task
from celery.backends.base import KeyValueStoreBackend
from kombu.utils.objects import cached_property

from . import freeze


class FrozenCelery(celery.Celery):
    def now(self):
        return freeze.now.replace(tzinfo=timezone.utc).astimezone(self.timezone)


class StoringBackend(KeyValueStoreBackend):
    """What Redis, file and every other key-value backend write; chords are joined natively as on Redis."""

    supports_native_join = True

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.stored = []
        self.calls = []

    def get(self, key):
        return None

    def mget(self, keys):
        return [None for _ in keys]

    def set(self, key, value):
        self.stored.append((key, value))

    def delete(self, key):
        self.calls.append(["delete", key])

    def set_chord_size(self, group_id, chord_size):
        self.calls.append(["set_chord_size", group_id, chord_size])

    def apply_chord(self, header_result_args, body, **kwargs):
        self.calls.append(["apply_chord", str(header_result_args[0])])


class UnlockingBackend(StoringBackend):
    """Without native chords, as the file backend: joining is a `celery.chord_unlock` task."""

    apply_chord = KeyValueStoreBackend.apply_chord


class PaymentError(Exception):
    pass


class Ledger:
    class ClosedError(ValueError):
        pass


class Colour(enum.Enum):
    RED = 1
    BLUE = "blue"


class Level(enum.IntEnum):
    LOW = 1
    HIGH = 2


class Rights(enum.Flag):
    READ = 1
    WRITE = 2


Point = namedtuple("Point", "x y")


def _install_module():
    """These classes pretend to live in module `tasks`, where a reader can import them."""
    module = types.ModuleType("tasks")
    for kind in (PaymentError, Ledger, Colour, Level, Rights, Point):
        kind.__module__ = "tasks"
        setattr(module, kind.__name__, kind)
    Ledger.ClosedError.__module__ = "tasks"
    sys.modules["tasks"] = module


_install_module()


def _does_nothing(*args, **kwargs):
    return None


def _bound_does_nothing(self, *args, **kwargs):
    return None


def make_app(backend=StoringBackend, **settings):
    freeze.reset()
    app = FrozenCelery("tasks", broker="memory://", set_as_current=True)
    app.conf.update(task_publish_retry=False, **settings)
    app.__dict__["oid"] = freeze.OID
    if hasattr(app, "thread_oid"):
        app._local.oid = freeze.OID
    if isinstance(backend, type):
        made = backend(app=app)
        if isinstance(vars(celery.Celery)["backend"], cached_property):
            app.__dict__["backend"] = made
        else:
            app.__dict__["_backend_cache"] = app._local.backend = made
    else:
        app.conf.result_backend = backend
    for name in ("add", "mul", "identity", "report", "fail", "alert"):
        app.task(_does_nothing, name=f"tasks.{name}", shared=False)
    app.task(_bound_does_nothing, name="tasks.bound", bind=True, shared=False)
    app.finalize()
    return app


class InsideTask:
    """Makes `task` the running task of a worker, as when a task publishes."""

    def __init__(self, app, name, **request):
        self.task = app.tasks[name]
        self.request = {"called_directly": False, "hostname": "w1@fixture", "delivery_info": {
            "exchange": "", "routing_key": "celery", "priority": 0, "redelivered": False}, **request}

    def __enter__(self):
        from celery._state import _task_stack
        self.task.push_request(**self.request)
        _task_stack.push(self.task)
        return self.task

    def __exit__(self, *exc):
        from celery._state import _task_stack
        _task_stack.pop()
        self.task.pop_request()


__all__ = ("Colour", "FrozenCelery", "InsideTask", "Ledger", "Level", "PaymentError", "Point", "Rights", "StoringBackend", "Task", "UnlockingBackend",
           "make_app")
