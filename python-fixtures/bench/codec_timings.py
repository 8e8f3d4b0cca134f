"""CPython's half of the codec comparison: the same messages, written and read as fast as its own modules do it.

Two figures a message: the modules alone (`json`, `pickle`, `base64`: the bar), and the calls that Celery makes through kombu.
Run alone it prints a table: codec_timings.py [name of a message].
"""
import base64
import json
import os
import pickle
import statistics
import sys
import time

from kombu import serialization
from kombu.utils import json as kombu_json

FOLDER = os.path.join(os.path.dirname(os.path.abspath(__file__)), "messages")


def load(name):
    with open(os.path.join(FOLDER, name), "rb") as f:
        return f.read()


def pickle_calls(name, protocol):
    data = load(name)
    value = pickle.loads(data)
    return {
        "write": lambda: pickle.dumps(value, protocol),
        "read": lambda: pickle.loads(data),
        "celery write": lambda: serialization.dumps(value, "pickle"),
        "celery read": lambda: serialization.loads(data, "application/x-python-serialize", "binary", {"application/x-python-serialize"}),
    }, data


def json_calls(name):
    data = load(name)
    value = json.loads(data)
    return {
        "write": lambda: json.dumps(value).encode(),
        "read": lambda: json.loads(data.decode()),
        "celery write": lambda: serialization.dumps(value, "json"),
        "celery read": lambda: serialization.loads(data, "application/json", "utf-8", {"application/json"}),
    }, data


def redis_calls(name):
    data = load(name)
    envelope = json.loads(data)
    body = json.loads(base64.b64decode(envelope["body"]))

    def write():
        text = base64.b64encode(json.dumps(body).encode()).decode()
        return json.dumps({**envelope, "body": text}).encode()

    def read():
        outer = json.loads(data.decode())
        return outer, json.loads(base64.b64decode(outer["body"]))

    def celery_write():
        content_type, encoding, text = serialization.dumps(body, "json")
        text = base64.b64encode(text.encode()).decode()
        return kombu_json.dumps({**envelope, "body": text, "content-type": content_type, "content-encoding": encoding}).encode()

    def celery_read():
        outer = kombu_json.loads(data)
        return outer, serialization.loads(base64.b64decode(outer["body"]), outer["content-type"], outer["content-encoding"], {"application/json"})

    return {"write": write, "read": read, "celery write": celery_write, "celery read": celery_read}, data


CALLS = {
    "v1-body.pickle2": lambda name: pickle_calls(name, 2),
    "v1-rows.pickle4": lambda name: pickle_calls(name, 4),
    "v2-body.json": json_calls,
    "redis.json": redis_calls,
    "result.json": json_calls,
}


def rate(call, clock, rounds=7, seconds=0.15):
    """Calls a second: the median of some rounds, each as long as given."""
    count = 200
    while True:
        start = clock()
        for _ in range(count):
            call()
        took = clock() - start
        if took > seconds:
            break
        count = int(count * max(2, min(10, seconds / max(took, 1e-6))))
    times = []
    for _ in range(rounds):
        start = clock()
        for _ in range(count):
            call()
        times.append((clock() - start) / count)
    return 1 / statistics.median(times)


def measure(name, clock=time.perf_counter, **how):
    """Rates of one message by `write`, `read`, `celery write` and `celery read`."""
    calls, data = CALLS[name](name)
    if calls["write"]() != data:
        sys.exit(f"{name}: this Python writes other bytes than those committed.")
    return {what: rate(call, clock, **how) for what, call in calls.items()}


if __name__ == "__main__":
    for message in sys.argv[1:] or CALLS:
        print(message, *(f"{what} {figure / 1000:,.0f} k/s" for what, figure in measure(message, time.process_time).items()))
