"""The Python side of the comparison: the same tasks, the same settings, read from the same environment as benchmarks/WorkerHost."""
import os
import time

from celery import Celery
from kombu import Exchange, Queue

queue = os.environ.get("QUEUE", "celery")
queues = int(os.environ.get("QUEUES", "1"))
max_priority = int(os.environ.get("MAX_PRIORITY", "0"))
names = [queue] if queues == 1 else [f"{queue}-{i}" for i in range(queues)]

app = Celery("bench", broker=os.environ["BROKER_URL"], backend=os.environ.get("RESULT_BACKEND") or None)
app.conf.task_default_queue = names[0]
app.conf.broker_connection_retry_on_startup = True
app.conf.worker_send_task_events = os.environ.get("EVENTS") == "task"
app.conf.task_acks_late = os.environ.get("ACKS_LATE") == "1"
if "VISIBILITY_TIMEOUT" in os.environ:
    app.conf.broker_transport_options = {"visibility_timeout": float(os.environ["VISIBILITY_TIMEOUT"])}
if "PYTHON_PREFETCH_MULTIPLIER" in os.environ:
    app.conf.worker_prefetch_multiplier = int(os.environ["PYTHON_PREFETCH_MULTIPLIER"])
if queues > 1 or max_priority:
    arguments = {"x-max-priority": max_priority} if max_priority else None
    app.conf.task_queues = [Queue(name, Exchange(name), routing_key=name, queue_arguments=arguments) for name in names]

ignored = os.environ.get("IGNORE_RESULT") == "1"
book = {}


@app.task(name="bench.add", ignore_result=ignored)
def add(x, y):
    return x + y


@app.task(name="bench.mark", ignore_result=ignored)
def mark(number, due):
    """Writes a line "number due now" into a file of this process, or never ends."""
    if os.environ.get("HOLD") == "1":
        time.sleep(3600)
    now = time.time()
    pid = os.getpid()
    if pid not in book:
        book[pid] = open(f"{os.environ['LEDGER']}.{pid}", "a", buffering=1)
    book[pid].write(f"{number} {due:.6f} {now:.6f}\n")
