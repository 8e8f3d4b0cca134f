"""Result records: what key-value backends store, what the rpc backend sends, and how Python reads foreign ones."""
import json
from datetime import datetime, timezone
from decimal import Decimal
from types import SimpleNamespace
from uuid import UUID

from celery.exceptions import Reject, Retry, SoftTimeLimitExceeded, TaskRevokedError, TimeLimitExceeded, WorkerLostError
from celery.result import AsyncResult, GroupResult

from . import freeze
from .fixture_app import Ledger, PaymentError, make_app
from .recorder import recording
from .tagged import tag

TASK_ID = "11111111-1111-4111-8111-111111111111"
TRACEBACK = ('Traceback (most recent call last):\n  File "tasks.py", line 3, in charge\n'
             '    raise PaymentError("declined")\ntasks.PaymentError: declined\n')


class Unprintable:
    def __repr__(self):
        return "<Unprintable>"


def _request(**more):
    return SimpleNamespace(**{
        "id": TASK_ID, "task": "tasks.add", "args": [2, 3], "kwargs": {"z": 1}, "hostname": "w1@fixture", "retries": 0,
        "group": None, "parent_id": None, "reply_to": "my-replies", "correlation_id": TASK_ID, "children": [],
        "ignore_result": False, "chord": None, "chain": None, "errbacks": None, "callbacks": None, "root_id": TASK_ID,
        "delivery_info": {"routing_key": "celery", "exchange": ""}, "stamped_headers": None, "stamps": {}, **more})


SUCCESS_VALUES = [
    ("int", 5), ("none", None), ("true", True), ("float", 0.1), ("big", 10**40), ("text", "caf\u00e9 \U0001f600 \"q\""),
    ("empty-text", ""), ("list", [1, [2, None]]), ("tuple", (1, (2,))), ("map", {"a": {"b": [1.5]}}),
    ("datetime", datetime(2026, 1, 2, 3, 4, 5, 6, tzinfo=timezone.utc)), ("decimal", Decimal("1.10")),
    ("uuid", UUID("12345678-1234-5678-1234-567812345678")), ("nan", float("nan")),
]

ERRORS = [
    ("value", ValueError("bad amount")),
    ("no-args", ValueError()),
    ("two-args", OSError(2, "No such file")),
    ("key", KeyError("missing")),
    ("custom", PaymentError("declined", {"code": 7}, None)),
    ("nested-class", Ledger.ClosedError("closed")),
    ("unicode", ValueError("caf\u00e9 \U0001f600")),
    ("unserializable-arg", ValueError("with", Unprintable())),
    ("datetime-arg", ValueError(datetime(2026, 1, 2, 3, 4, 5))),
    ("nested-arg", ValueError(["a", ("b", {"c": 1})])),
    ("soft-limit", SoftTimeLimitExceeded()),
    ("hard-limit", TimeLimitExceeded(30)),
    ("worker-lost", WorkerLostError("Worker exited prematurely: signal 9 (SIGKILL) Job: 0.")),
    ("reject", Reject("no", requeue=False)),
    ("type-error", TypeError("add() missing 1 required positional argument: 'y'")),
]


def _stores():
    """(case, description, settings, function of backend)."""
    request = _request()
    group = _request(group="my-group", parent_id="my-parent")
    children = _request(children=[AsyncResult("child-1"), GroupResult("g1", [AsyncResult("a"), AsyncResult("b")])])
    extended = {"result_extended": True}
    error = PaymentError("declined")
    cases = [(f"success-{name}", f"SUCCESS with {name}", {}, lambda backend, value=value: backend.mark_as_done(
        TASK_ID, value, request)) for name, value in SUCCESS_VALUES]
    cases += [(f"failure-{name}", f"FAILURE with {name}", {}, lambda backend, exc=exc: backend.mark_as_failure(
        TASK_ID, exc, traceback=TRACEBACK, request=request)) for name, exc in ERRORS]
    cases += [
        ("success-no-request", "stored without a request", {},
         lambda backend: backend.store_result(TASK_ID, 5, "SUCCESS")),
        ("success-group", "part of a group, with a parent", {}, lambda backend: backend.mark_as_done(TASK_ID, 5, group)),
        ("success-children", "with children", {}, lambda backend: backend.mark_as_done(TASK_ID, 5, children)),
        ("success-result", "the value is a result", {},
         lambda backend: backend.mark_as_done(TASK_ID, AsyncResult("other"), request)),
        ("success-extended", "result_extended", extended, lambda backend: backend.mark_as_done(TASK_ID, 5, group)),
        ("failure-extended", "result_extended", extended,
         lambda backend: backend.mark_as_failure(TASK_ID, error, traceback=TRACEBACK, request=group)),
        ("failure-group", "part of a group", {},
         lambda backend: backend.mark_as_failure(TASK_ID, error, traceback=TRACEBACK, request=group)),
        ("started", "STARTED", {}, lambda backend: backend.store_result(
            TASK_ID, {"pid": 4243, "hostname": "w1@fixture"}, "STARTED", request=request)),
        ("started-no-request", "STARTED without a request", {},
         lambda backend: backend.mark_as_started(TASK_ID, pid=4243, hostname="w1@fixture")),
        ("retry", "RETRY", {}, lambda backend: backend.mark_as_retry(
            TASK_ID, ValueError("again"), traceback=TRACEBACK, request=request)),
        ("retry-no-error", "RETRY without an error", {},
         lambda backend: backend.mark_as_retry(TASK_ID, Retry(when=3).exc, traceback=TRACEBACK, request=request)),
        ("revoked", "REVOKED", {}, lambda backend: backend.mark_as_revoked(TASK_ID, "revoked", request)),
        ("revoked-expired", "REVOKED because it expired", {},
         lambda backend: backend.mark_as_revoked(TASK_ID, "expired", request)),
        ("revoked-terminated", "REVOKED because it was terminated", {},
         lambda backend: backend.mark_as_revoked(TASK_ID, "terminated", request)),
        ("revoked-error", "REVOKED with the error given", {},
         lambda backend: backend.store_result(TASK_ID, TaskRevokedError("revoked"), "REVOKED", request=request)),
        ("custom", "a state of the task's own", {},
         lambda backend: backend.store_result(TASK_ID, {"done": 3, "of": 10}, "PROGRESS", request=request)),
        ("custom-extended", "a state of the task's own, result_extended", extended,
         lambda backend: backend.store_result(TASK_ID, {"done": 3, "of": 10}, "PROGRESS", request=request)),
    ]
    return cases


def _generate_stored(writer):
    for case, description, settings, store in _stores():
        app = make_app(**settings)
        store(app.backend)
        (key, value), = app.backend.stored
        text = value if isinstance(value, str) else value.decode()
        writer.add(f"result-{case}", "result", description, {
            "settings": settings, "task_id": TASK_ID, "redis_key": key.decode() if isinstance(key, bytes) else key,
            "meta": text, "python_reads": _read(app.backend, text)})
    app = make_app()
    freeze.now = freeze.NOW.replace(microsecond=0)
    app.backend.mark_as_done(TASK_ID, 5, _request())
    value = app.backend.stored[0][1]
    writer.add("result-success-whole-second", "result", "date_done on a whole second", {
        "settings": {}, "task_id": TASK_ID, "redis_key": f"celery-task-meta-{TASK_ID}",
        "meta": value if isinstance(value, str) else value.decode(), "python_reads": tag(5)})


def _generate_saved_groups(writer):
    app = make_app()
    app.backend.save_group("my-group", GroupResult("my-group", [AsyncResult("a"), AsyncResult("b")]))
    (key, value), = app.backend.stored
    writer.add("result-saved-group", "saved-group", "GroupResult.save", {
        "redis_key": key.decode(), "meta": value if isinstance(value, str) else value.decode()})


def _read(backend, text):
    """The value, or the exception, that Python makes of a record."""
    try:
        meta = backend.decode_result(text)
    except Exception as error:
        return {"raises_while_reading": _exception(error)}
    result = meta["result"]
    return {"exception": _exception(result)} if isinstance(result, BaseException) else tag(result)


def _exception(error):
    return {"module": type(error).__module__, "class": type(error).__qualname__, "args": tag(error.args),
            "text": str(error), "bases": [base.__name__ for base in type(error).__mro__[1:-1]]}


FOREIGN = [
    ("builtin", {"exc_type": "ValueError", "exc_message": ["a", 1], "exc_module": "builtins"}),
    ("builtin-no-args", {"exc_type": "ValueError", "exc_message": [], "exc_module": "builtins"}),
    ("builtin-no-module", {"exc_type": "ValueError", "exc_message": ["a"]}),
    ("null-module", {"exc_type": "ValueError", "exc_message": ["a"], "exc_module": None}),
    ("text-message", {"exc_type": "ValueError", "exc_message": "a", "exc_module": "builtins"}),
    ("timeout", {"exc_type": "TimeoutError", "exc_message": ["too late"], "exc_module": "builtins"}),
    ("unknown-class", {"exc_type": "DomainError", "exc_message": ["a"], "exc_module": "builtins"}),
    ("unknown-module", {"exc_type": "DomainError", "exc_message": ["a"], "exc_module": "no.such.module"}),
    ("dotted-module", {"exc_type": "InvalidOperationException", "exc_message": ["a"], "exc_module": "System"}),
    ("custom", {"exc_type": "PaymentError", "exc_message": ["a", {"b": 1}], "exc_module": "tasks"}),
    ("nested-class", {"exc_type": "Ledger.ClosedError", "exc_message": ["a"], "exc_module": "tasks"}),
    ("unknown-nested", {"exc_type": "Ledger.Nothing", "exc_message": ["a"], "exc_module": "tasks"}),
    ("not-an-exception", {"exc_type": "system", "exc_message": ["true"], "exc_module": "os"}),
    ("wrong-arity", {"exc_type": "UnicodeDecodeError", "exc_message": ["a"], "exc_module": "builtins"}),
    ("celery", {"exc_type": "SoftTimeLimitExceeded", "exc_message": ["SoftTimeLimitExceeded()"],
                "exc_module": "billiard.exceptions"}),
    ("revoked", {"exc_type": "TaskRevokedError", "exc_message": ["revoked"], "exc_module": "celery.exceptions"}),
    ("no-type", {"exc_message": ["a"], "exc_module": "builtins"}),
    ("text", "just text"), ("null", None), ("number", 5),
]


def _generate_foreign(writer):
    samples = []
    for name, result in FOREIGN:
        app = make_app()
        text = json.dumps({"status": "FAILURE", "result": result, "traceback": "a traceback", "children": [],
                           "date_done": "2026-01-02T03:04:05.678901", "task_id": TASK_ID})
        samples.append({"name": name, "meta": text, "python_reads": _read(app.backend, text)})
    writer.add("result-foreign-errors", "foreign-results", "FAILURE records of others, and what Python raises", {
        "samples": samples})


def _generate_rpc(writer):
    request = _request()
    children = _request(children=[AsyncResult("child-1")], group="my-group")
    cases = [
        ("success", lambda backend: backend.store_result(TASK_ID, 5, "SUCCESS", request=request)),
        ("failure", lambda backend: backend.store_result(
            TASK_ID, PaymentError("declined"), "FAILURE", traceback=TRACEBACK, request=request)),
        ("started", lambda backend: backend.store_result(
            TASK_ID, {"pid": 4243, "hostname": "w1@fixture"}, "STARTED", request=request)),
        ("children", lambda backend: backend.store_result(TASK_ID, [1, "a"], "SUCCESS", request=children)),
        ("custom", lambda backend: backend.store_result(TASK_ID, {"done": 3}, "PROGRESS", request=request)),
    ]
    for case, store in cases:
        app = make_app(backend="rpc://")
        with recording() as recorded:
            store(app.backend)
        writer.add(f"rpc-{case}", "rpc-result", f"rpc backend, {case}", {
            "task_id": TASK_ID, "messages": recorded.document()})
    app = make_app(backend="rpc://")
    with recording() as recorded:
        app.send_task("tasks.add", (2, 3))
    writer.add("v2-rpc-backend", "task", "sent by a producer with the rpc backend", {
        "protocol": 2, "settings": {"result_backend": "rpc://"}, "messages": recorded.document()})


def generate(writer):
    _generate_stored(writer)
    _generate_saved_groups(writer)
    _generate_foreign(writer)
    _generate_rpc(writer)
