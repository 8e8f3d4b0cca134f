"""Tasks of every shape the live tests need. Names are `tasks.<function>`."""
import json
import os
import time
from datetime import date, datetime, timedelta, timezone
from decimal import Decimal
from uuid import UUID

from celery.exceptions import Ignore, Reject

from interop_errors import Ledger, PaymentError


def add(x, y, z=None):
    return x + y if z is None else x + y + z


def mul(x, y):
    return x * y


def identity(value):
    return value


def total(numbers):
    return sum(numbers)


def echo(*args, **kwargs):
    return [list(args), kwargs]


def kwargs_only(*, a, b=2):
    return [a, b]


def fail(*args):
    raise PaymentError(*args)


def fail_nested(message):
    raise Ledger.ClosedError(message)


def raise_value_error(message):
    raise ValueError(message)


def raise_key_error(key):
    return {}[key]


def raise_chained(message):
    try:
        raise_key_error(message)
    except KeyError as error:
        raise ValueError(message) from error


def sleep(seconds, value=None):
    time.sleep(seconds)
    return value


def ignored(value):
    return value


def ignore_me():
    raise Ignore()


def reject_me(requeue=False):
    raise Reject("rejected by the task", requeue=requeue)


def retry_then(self, value, times):
    """Retry `times` times, then return [value, number of retries]."""
    if self.request.retries < times:
        raise self.retry(countdown=0, max_retries=times)
    return [value, self.request.retries]


def retry_for_ever(self, message, max_retries=2):
    raise self.retry(exc=PaymentError(message), countdown=0, max_retries=max_retries)


def progress(self, steps):
    """Custom states: PROGRESS {"done": n, "of": steps}; ends when the last was stored."""
    for done in range(1, steps + 1):
        self.update_state(state="PROGRESS", meta={"done": done, "of": steps})
    return steps


def ids(self):
    request = self.request
    return {"id": request.id, "root_id": request.root_id, "parent_id": request.parent_id, "group": request.group}


def request_info(self, *args, **kwargs):
    """All that a Python task sees of its message."""
    request = self.request
    names = ("id", "root_id", "parent_id", "group", "group_index", "retries", "eta", "expires", "timelimit", "origin", "shadow",
             "reply_to", "correlation_id", "argsrepr", "kwargsrepr", "utc", "is_eager", "ignore_result",
             "callbacks", "errbacks", "chain", "chord", "headers", "lang", "task", "hostname", "properties", "stamps")
    info = {name: getattr(request, name, None) for name in names}
    info["args"], info["kwargs"] = list(request.args or args), request.kwargs or kwargs
    delivery = dict(request.delivery_info or {})
    info["delivery_info"] = {key: delivery.get(key) for key in ("exchange", "routing_key", "priority", "redelivered")}
    return json.loads(json.dumps(info, default=repr))


def send_other(self, name, *args):
    """Publish another task from inside this one, return its id."""
    return self.app.send_task(name, args=args).id


def typed_values():
    """What kombu's JSON makes of typed values depends on its version: text before 5.3, marked maps since."""
    return {"datetime": datetime(2026, 1, 2, 3, 4, 5, 678901, tzinfo=timezone.utc), "naive": datetime(2026, 1, 2, 3, 4, 5),
            "date": date(2026, 1, 2), "decimal": Decimal("1.10"), "uuid": UUID("12345678-1234-5678-1234-567812345678"),
            "offset": datetime(2026, 1, 2, 3, 4, 5, tzinfo=timezone(timedelta(hours=2)))}


def describe(*args, **kwargs):
    """The types and texts of what arrived."""
    return [[[type(value).__name__, repr(value)] for value in args],
            {name: [type(value).__name__, repr(value)] for name, value in kwargs.items()}]


def ledger(number):
    """Works for some milliseconds and writes down when it began and ended, by the machine's monotonic clock, in a file of its process."""
    record = os.environ["INTEROP_RECORD"]
    file = os.open(f"{record}.{os.getpid()}", os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    try:
        os.write(file, f"began {number} {time.monotonic_ns()}\n".encode())
        time.sleep((1 + number % 10) / 1000)
        while os.path.exists(f"{record}.hold"):
            time.sleep(0.005)
        os.write(file, f"ended {number} {time.monotonic_ns()}\n".encode())
    finally:
        os.close(file)


def on_success_callback(result, tag=None):
    return _record("success", result, tag)


def on_error_callback(task_id, tag=None):
    """An errback of the old style: it gets the id of the failed task, in a message."""
    return _record("error", task_id, tag)


def on_error_request(request, exc, traceback):
    """An errback of the new style: Python calls it in the worker that failed."""
    return _record("error-request", request.id, [type(exc).__name__, str(exc)])


def _record(kind, value, tag):
    entry = {"kind": kind, "value": value, "tag": tag}
    path = os.environ.get("INTEROP_RECORD")
    if path:
        with open(path, "a", encoding="utf-8") as file:
            file.write(json.dumps(entry, default=repr) + "\n")
    return entry


PLAIN = (add, mul, identity, total, echo, kwargs_only, fail, fail_nested, raise_value_error, raise_key_error, raise_chained,
         sleep, ignore_me, reject_me, typed_values, describe, on_success_callback, on_error_request)
BOUND = (retry_then, retry_for_ever, progress, ids, request_info, send_other)


def register(app):
    for function in PLAIN:
        app.task(function, name=f"tasks.{function.__name__}", shared=False)
    for function in BOUND:
        app.task(function, name=f"tasks.{function.__name__}", shared=False, bind=True)
    app.task(ignored, name="tasks.ignored", shared=False, ignore_result=True)
    app.task(_old_style, name="tasks.on_error_callback", shared=False)
    app.task(sleep, name="tasks.slow", shared=False, acks_late=True, track_started=True)
    app.task(add, name="bench.add", shared=False)
    app.task(ledger, name="fault.ledger", shared=False, acks_late=True, reject_on_worker_lost=True, ignore_result=True)


def _old_style(task_id):
    """One parameter, or Celery takes it for the new style."""
    return on_error_callback(task_id)
