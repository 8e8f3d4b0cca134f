"""What a real Celery worker does with odd messages.

    python3 observe.py < cases > outcomes                                  the queue lies in files
    python3 observe.py redis://127.0.0.1:6379/0 < cases > outcomes         on Redis; the database is emptied each time

A case a line: {"name", "raw": base64 of what lies in the queue, "accept": accept_content, default ["json"]}. An outcome a line:
{"name", "outcome", "events", "error"}. outcome is one of

    run     the task was called, or could not be called with these arguments and failed, or waits for its eta, or has expired
    refuse  ContentDisallowed
    reject  rejected without requeue
    lose    acknowledged, and the task was not called
    die     the worker ended: "Unrecoverable error"

The worker is Celery's own with a solo pool, which ends with an error that a process of the default pool would not survive either; it
counts as that process's, so the message is lost. A message that says that the case before it is done follows each
case; a worker that ended is replaced (by fork, so that Celery is imported once).
"""
import json
import base64
import logging
import os
import shutil
import sys
import tempfile
import traceback

os.environ["C_FORCE_ROOT"] = "1"  # or a worker of root that accepts pickle does not start

from celery import Celery, signals
from celery.worker import state
from celery.worker.consumer import Consumer
from kombu.exceptions import ContentDisallowed
from kombu.transport.virtual import Channel

TASK_ID = "11111111-1111-4111-8111-111111111111"
EVENTS = []


def note(event):
    EVENTS.append(event)


def spy(owner, name, describe):
    """Notes each call of a method and goes on with it."""
    real = getattr(owner, name)

    def noted(self, *args, **kwargs):
        note(describe(*args, **kwargs))
        return real(self, *args, **kwargs)

    setattr(owner, name, noted)


spy(Channel, "basic_reject", lambda tag, requeue=False: ["requeue" if requeue else "reject"])
spy(Consumer, "on_decode_error", lambda message, exc: ["decode error", type(exc).__name__, str(exc)[:200]])
spy(Consumer, "on_invalid_task", lambda body, message, exc: ["invalid task", type(exc).__name__, str(exc)[:200]])
spy(Consumer, "on_unknown_message", lambda body, message: ["unknown message"])
spy(Consumer, "on_unknown_task", lambda body, message, exc: ["unknown task"])


class Fatal(logging.Handler):
    def emit(self, record):
        if "Unrecoverable error" in record.getMessage():
            exc = record.exc_info[1] if record.exc_info else None
            frames = [frame.name for frame in traceback.extract_tb(exc.__traceback__)] if exc else []
            in_pool = any(name.endswith(("fast_trace_task", "trace_task_ret")) for name in frames)
            note(["pool" if in_pool else "died", type(exc).__name__, str(exc)[:200]])
        elif "Couldn't convert ETA" in record.getMessage():
            note(["eta not converted"])


def worker(folder, url, cases, index, output):
    """Runs cases until they are done or the worker ends; writes an outcome a line."""
    accept = cases[index].get("accept", ["json"])
    app = Celery("observe", broker=url or "filesystem://", set_as_current=True)
    app.conf.update(
        broker_transport_options={} if url else {
            "data_folder_in": folder, "data_folder_out": folder, "control_folder": folder + "-control", "polling_interval": 0.01},
        accept_content=accept, worker_hijack_root_logger=False, worker_redirect_stdouts=False, task_default_queue="celery",
        broker_connection_retry_on_startup=True, worker_enable_remote_control=False)
    position = [index]

    if url:
        import redis
        client = redis.Redis.from_url(url)
        client.flushdb()

    def put(name, content):
        if url:
            client.lpush("celery", content)
            return
        with open(os.path.join(folder, name + ".celery.msg"), "wb") as target:
            target.write(content)

    def feed():
        EVENTS.clear()
        state.revoked.clear()  # an expired message revokes its id
        put("1", base64.b64decode(cases[position[0]]["raw"]))
        put("2", json.dumps({
            "body": base64.b64encode(b"[[], {}, {}]").decode(), "content-type": "application/json", "content-encoding": "utf-8",
            "headers": {"task": "observe.done", "id": "done"},
            "properties": {"delivery_tag": f"done-{position[0]}", "delivery_info": {"exchange": "", "routing_key": "celery"},
                           "body_encoding": "base64"}}).encode())

    def report():
        try:
            output.write(json.dumps([position[0], EVENTS]) + "\n")
            output.flush()
        except BrokenPipeError:  # nobody listens any more
            os._exit(1)

    @app.task(name="probe.take")
    def take(*args, **kwargs):
        note(["called", repr(args)[:100], repr(kwargs)[:100]])

    @app.task(name="observe.done")
    def done():
        note(["done"])
        report()
        position[0] += 1
        if position[0] == len(cases) or cases[position[0]].get("accept", ["json"]) != accept:
            state.should_stop = 0
        else:
            feed()

    @signals.task_revoked.connect(weak=False)
    def revoked(request=None, expired=False, **_):
        note(["expired" if expired else "revoked"])

    @signals.task_received.connect(weak=False)
    def received(request=None, **_):
        if request.name != "observe.done":
            note(["received", "eta" if request.eta else "now"])

    @signals.task_failure.connect(weak=False)
    def failed(exception=None, **_):
        note(["failed", type(exception).__name__])

    @signals.task_internal_error.connect(weak=False)
    def internal_error(exception=None, **_):
        note(["internal error", type(exception).__name__])

    feed()
    consumer = app.Worker(
        pool="solo", concurrency=1, quiet=True, without_mingle=True, without_gossip=True, without_heartbeat=True,
        send_events=False, loglevel="CRITICAL")
    try:
        consumer.start()
    except Exception as exc:  # while it put back what it could not
        note(["died", type(exc).__name__, str(exc)[:200]])
    if not EVENTS or EVENTS[-1] != ["done"]:
        report()


def judge(name, events):
    kinds = [event[0] for event in events]
    errors = [event for event in events if event[0] in ("decode error", "invalid task", "pool", "died")]
    if "died" in kinds or not ("done" in kinds or "pool" in kinds):
        outcome = "die"
    elif any(event[1] == "ContentDisallowed" for event in errors):
        outcome = "refuse"
    elif "called" in kinds or "failed" in kinds or "expired" in kinds or ["received", "eta"] in events:
        outcome = "run"
    elif "reject" in kinds:
        outcome = "reject"
    else:
        outcome = "lose"
    shown = [" ".join(event) for event in events if event[0] not in ("done", "died", "pool")]
    found = {"name": name, "outcome": outcome, "events": shown}
    if errors:
        found["error"] = ": ".join(errors[-1][1:])
    return found


def tell(found):
    print(json.dumps(found), flush=True)


def main():
    cases = [json.loads(line) for line in sys.stdin if line.strip()]
    url = sys.argv[1] if len(sys.argv) > 1 else None
    logging.disable(logging.ERROR)
    logging.getLogger("celery").addHandler(Fatal())
    logging.getLogger("celery").propagate = False
    index = 0
    while index < len(cases):
        folder = tempfile.mkdtemp()
        os.mkdir(folder + "-control")
        read, write = os.pipe()
        child = os.fork()
        if child == 0:
            os.close(read)
            os.dup2(os.open(os.devnull, os.O_WRONLY), 2)
            os.dup2(2, 1)
            try:
                with os.fdopen(write, "w") as output:
                    worker(folder, url, cases, index, output)
            finally:
                os._exit(0)
        os.close(write)
        started = index
        with os.fdopen(read) as results:
            for line in results:
                number, events = json.loads(line)
                tell(judge(cases[number]["name"], events))
                index = number + 1
        os.waitpid(child, 0)
        if index == started:
            tell({"name": cases[index]["name"], "outcome": "die", "events": [], "error": "no word from the worker"})
            index += 1
        shutil.rmtree(folder, ignore_errors=True)
        shutil.rmtree(folder + "-control", ignore_errors=True)


if __name__ == "__main__":
    main()
