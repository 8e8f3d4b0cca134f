"""The Python half of the demo: an ordinary Celery app that knows nothing of C#."""
import json
import os

from celery import Celery

app = Celery("demo", broker=os.environ["BROKER_URL"], backend=os.environ["RESULT_BACKEND"])
app.conf.broker_transport_options = json.loads(os.environ.get("BROKER_TRANSPORT_OPTIONS", "{}"))
app.conf.task_default_queue = "demo.python"
app.conf.task_routes = {"csharp.*": {"queue": "demo.csharp"}}
app.conf.broker_connection_retry_on_startup = True
app.conf.worker_enable_remote_control = False


class OutOfStock(Exception):
    """A plain Python exception, so that C# has something to read."""


@app.task(name="python.add")
def add(x, y):
    return x + y


@app.task(name="python.describe")
def describe(item, *, price, currency="EUR"):
    return {"item": item, "label": f"{item}: {price:.2f} {currency}"}


@app.task(name="python.order")
def order(item, count):
    raise OutOfStock(item, count)
