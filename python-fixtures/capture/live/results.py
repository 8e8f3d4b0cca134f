"""Result records of a real worker, byte for byte, for every state; the worker's clock is frozen."""
import itertools

from celery import chord, group
from celery.result import GroupResult

from .. import freeze
from ..exact import exact
from ..serializers import dumps
from ..values import catalogue
from ..writer import b64
from . import worker_app
from .monitor import Monitor
from .servers import redis, wait_until
from .worker import worker

LONG = ("list-1001", "map-1001", "int-30", "int-31", "nested-50", "text-long", "text-long-astral", "bytes-long")


class _Session:
    """Sends tasks and collects what the worker stored under their ids."""

    def __init__(self, writer, app, monitor, label):
        self.writer, self.app, self.monitor, self.label = writer, app, monitor, label

    def send(self, case, name, args=(), **options):
        self.app.send_task(name, args, task_id=case, **options)
        return case

    def records(self, key):
        return [command[-1] for command in self.monitor.named("SET", "SETEX") if command[1].decode() == key]

    def state(self, task_id):
        found = self.records(f"celery-task-meta-{task_id}")
        return self.app.backend.decode(found[-1])["status"] if found else None

    def wait(self, task_id, *states):
        wait_until(lambda: self.state(task_id) in states, f"{task_id} to be {states}")

    def sync(self, number=[0]):
        """All that was sent before has been run."""
        number[0] += 1
        self.wait(self.send(f"sync-{number[0]}", "tasks.add", (1,)), "SUCCESS")

    def store(self, task_id, description, final_only=False, repeats=True):
        key = f"celery-task-meta-{task_id}"
        records = self.records(key)
        if not repeats:
            records = [record for record, _ in itertools.groupby(records)]
        document = {"serializer": self.label, "task_id": task_id, "redis_key": key,
                    "records": [self._record(record) for record in (records[-1:] if final_only else records)]}
        self.writer.add(f"live-{self.label}-{task_id}", "live-result", description, document)

    def _record(self, raw):
        document = {"raw": b64(raw)}
        try:
            meta = self.app.backend.decode(raw)
            document["meta"] = exact(meta)
            result = self.app.backend.meta_from_decoded(dict(meta))["result"]
        except Exception as error:
            return {**document, "read_error": type(error).__name__}
        return {**document, "reads": exact(result)} if isinstance(result, BaseException) else document


def _values(session):
    names = []
    for name, value in catalogue():
        if name in LONG or name.startswith("recursive"):
            continue
        try:
            dumps(value, "pickle4" if session.label == "pickle" else session.label)
        except Exception:
            continue
        names.append((name, session.send(f"value-{name}", "tasks.value", (name,))))
    session.sync()
    for name, task_id in names:
        session.store(task_id, f"SUCCESS with {name}", final_only=True)


def _failures(session):
    for name in (*worker_app.FAILURES, *worker_app.MADE):
        session.send(f"failure-{name}", "tasks.fail", (name,))
    session.sync()
    for name in (*worker_app.FAILURES, *worker_app.MADE):
        session.store(f"failure-{name}", f"FAILURE with {name}")


def _states(session):
    cases = {
        "state-started": ("tasks.started", (), "STARTED, then SUCCESS"), "state-progress": ("tasks.progress", (), "a state of its own"),
        "state-retry": ("tasks.retry", ("once",), "RETRY, then SUCCESS"), "state-retry-error": ("tasks.retry", ("error",), "retries used up, its own error"),
        "state-retry-plain": ("tasks.retry", ("plain",), "retries used up, MaxRetriesExceededError"), "state-ignore": ("tasks.ignore", (), "Ignore: nothing stored"),
        "state-reject": ("tasks.reject", (), "Reject: nothing stored"), "state-unknown-task": ("tasks.nobody", (), "not registered"),
        "state-wrong-arguments": ("tasks.add", (), "called without its arguments"), "state-unencodable": ("tasks.value", ("class",), "a value the serializer may refuse"),
        "state-children": ("tasks.spawn", (), "a task that published another"),
    }
    for case, (name, args, _) in cases.items():
        session.send(case, name, args)
    session.send("state-expired", "tasks.add", (1,), expires=freeze.NOW)
    session.send("state-ignored-result", "tasks.add", (1,), ignore_result=True)
    session.send("state-group", "tasks.add", (1,), group_id="my-group", group_index=1, parent_id="my-parent", root_id="my-root")
    for case in ("state-retry", "state-retry-error", "state-retry-plain"):
        session.wait(case, "SUCCESS", "FAILURE")
    session.sync()
    for case, (_, _, description) in cases.items():
        session.store(case, description)
    session.store("state-expired", "REVOKED: it had expired")
    session.store("state-ignored-result", "ignore_result: nothing stored")
    session.store("state-group", "part of a group, with a parent")


def _ends(session):
    session.send("end-soft-limit", "tasks.wait", (30,), soft_time_limit=1)
    session.wait("end-soft-limit", "FAILURE")
    session.send("end-hard-limit", "tasks.wait", (30,), time_limit=1)
    session.wait("end-hard-limit", "FAILURE")
    session.send("end-killed", "tasks.exit")
    session.wait("end-killed", "FAILURE")
    session.send("end-terminated", "tasks.wait", (30,))
    wait_until(lambda: "end-terminated" in str(session.app.control.inspect(timeout=0.5).active()), "the task to run")
    session.app.control.revoke("end-terminated", terminate=True, signal="SIGTERM")
    session.wait("end-terminated", "REVOKED")
    session.app.control.revoke("end-revoked", reply=True, timeout=1)
    session.send("end-revoked", "tasks.add", (1,))
    session.wait("end-revoked", "REVOKED")
    session.sync()
    for case, description in (("end-soft-limit", "soft time limit"), ("end-hard-limit", "hard time limit"), ("end-killed", "its process was killed"),
                              ("end-terminated", "REVOKED while it ran"), ("end-revoked", "REVOKED before it ran")):
        # A worker stores the end of a terminated task when it is told to, and perhaps the same again when the child is gone.
        session.store(case, description, repeats=case != "end-terminated")


def _groups(session):
    """A saved GroupResult, and every key of a chord."""
    start = len(session.monitor.commands)
    saved = group(session.app.signature("tasks.add", (i, i), task_id=f"part-{i}") for i in range(2)).apply_async(task_id="saved-group", backend=None)
    GroupResult("saved-group", saved.results, app=session.app).save(backend=session.app.backend)
    parts = [session.app.signature("tasks.add", (i, i), task_id=f"chord-{session.label}-{i}") for i in range(2)]
    chord(group(parts, task_id="chord-group", app=session.app), session.app.signature("tasks.report", task_id="chord-body")).apply_async()
    session.wait("chord-body", "SUCCESS")
    session.sync()
    wanted = (b"celery-taskset-meta-", b"celery-task-meta-chord-")
    commands = [[word.decode("latin-1") if i == 0 else b64(word) for i, word in enumerate(command)]
                for command in session.monitor.commands[start:] if len(command) > 1 and command[1].startswith(wanted)]
    session.writer.add(f"live-{session.label}-group-keys", "live-redis-keys", "commands on the keys of a saved group and of a chord", {
        "serializer": session.label, "volatile": True, "commands": commands}, lambda document: sorted({c[0] for c in document["commands"]}))


def generate(writer):
    for label in ("json", "pickle", "yaml", "msgpack"):
        _run(writer, label, {}, (_values, _failures, _states, *((_ends, _groups) if label in ("json", "pickle") else ())))
    _run(writer, "json", {"result_extended": True}, (_states,), "extended")


def _run(writer, serializer, more, parts, label=None):
    with redis() as port:
        url = f"redis://127.0.0.1:{port}/0"
        settings = {"broker_url": url, "result_backend": url, "result_serializer": serializer, **more}
        with worker(settings) as app:
            monitor = Monitor(port)
            try:
                session = _Session(writer, app, monitor, serializer)
                if label:
                    session.label = label
                for part in parts:
                    part(session)
            finally:
                monitor.close()


