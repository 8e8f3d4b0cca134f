"""The Python side of the comparison: the same task, the same settings, read from the same environment."""
import os

from celery import Celery

app = Celery("bench", broker=os.environ["BROKER_URL"], backend=os.environ.get("RESULT_BACKEND") or None)
app.conf.task_default_queue = os.environ.get("QUEUE", "celery")
app.conf.broker_connection_retry_on_startup = True
app.conf.worker_send_task_events = os.environ.get("EVENTS") == "task"


@app.task(name="bench.add", ignore_result=os.environ.get("IGNORE_RESULT") == "1")
def add(x, y):
    return x + y
