"""Prints every event that Python's own receiver hears, one JSON object a line, and what Python's State makes of it.

    BROKER_URL, INTEROP_SETTINGS   as for interop_app.py
    python3 event_recorder.py      prints "recording" once it hears everything
"""
import json

from interop_app import app


def main():
    state = app.events.State()

    def on_event(event):
        fields = {name: value for name, value in event.items() if name != "local_received"}
        line = {"keys": list(fields), "types": {name: _type(value) for name, value in fields.items()}, "event": fields}
        if not event["type"].startswith("worker-elect"):  # their field `id` is a read-only property of State's Worker
            state.event(dict(event))
        worker = state.workers.get(event["hostname"])
        task = state.tasks.get(event.get("uuid"))
        line["alive"] = worker is not None and worker.alive
        line["task"] = None if task is None else {"state": task.state, "name": task.name, "result": task.result}
        print(json.dumps(line, default=repr), flush=True)

    with app.connection_for_read() as connection:
        receiver = app.events.Receiver(connection, handlers={"*": on_event})
        receiver.on_consume_ready = lambda *args, **kwargs: print("recording", flush=True)
        receiver.capture(limit=None, timeout=None, wakeup=False)


def _type(value):
    return type(value).__name__ if not isinstance(value, list) else [_type(item) for item in value]


if __name__ == "__main__":
    main()
