"""The Python half of the live tests: a Celery app with tasks of every shape, for Celery 5.0 to 5.6.

    BROKER_URL, RESULT_BACKEND   where to work; default memory:// and disabled
    INTEROP_SETTINGS             more settings, a JSON object in Celery's lower-case names; task_queues and
                                 setup_security (its arguments) are told apart
    INTEROP_RECORD               a file; callbacks append one JSON line per call

    python3 -m celery -A interop_app worker
"""
import json
import os

from celery import Celery
from kombu import Exchange, Queue

import interop_tasks


def create_app(broker, backend, settings=None, current=True):
    """An app with the tasks of interop_tasks; several may live in one process."""
    app = Celery("interop", broker=broker, backend=backend, set_as_current=current)
    settings = dict(settings or {})
    queues = settings.pop("task_queues", None)
    security = settings.pop("setup_security", None)
    app.conf.update(broker_connection_retry_on_startup=True, worker_hijack_root_logger=True)
    app.conf.update(settings)
    if queues:
        app.conf.task_queues = [_queue(queue) for queue in queues]
    interop_tasks.register(app)
    app.finalize()
    if security is not None:
        app.setup_security(**security)
    return app


def _queue(description):
    """A queue told in JSON: {"name", "exchange", "exchange_type", "routing_key", "queue_arguments"}, or its name."""
    if isinstance(description, str):
        description = {"name": description}
    name = description["name"]
    exchange = Exchange(description.get("exchange", name), type=description.get("exchange_type", "direct"))
    return Queue(name, exchange, routing_key=description.get("routing_key", name),
                 queue_arguments=description.get("queue_arguments"))


app = create_app(
    os.environ.get("BROKER_URL", "memory://"),
    os.environ.get("RESULT_BACKEND") or None,
    json.loads(os.environ.get("INTEROP_SETTINGS") or "{}"))
