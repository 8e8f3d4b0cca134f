"""Publishes to the C# worker as any Python program would, and prints what came back."""
import sys
import time

from celery import chain

from demo_app import app


def say(text):
    print(text, flush=True)


def expect(what, got, wanted):
    say(f"      came back: {got!r}")
    if got != wanted:
        sys.exit(f"{what}: expected {wanted!r}")


def short(result):
    return result.id[:8]


say("1. csharp.add(2, 3), message protocol 2")
result = app.send_task("csharp.add", (2, 3))
expect(short(result), result.get(timeout=30), 5)

say("2. csharp.greet(name='Ada', excited=True), keyword arguments")
result = app.send_task("csharp.greet", kwargs={"name": "Ada", "excited": True})
expect(short(result), result.get(timeout=30), "Hello, Ada!")

say("3. the same sum, message protocol 1 (Celery 3's)")
app.conf.task_protocol = 1
app.amqp.__dict__.pop("create_task_message", None)
result = app.send_task("csharp.add", (20, 22))
expect(short(result), result.get(timeout=30), 42)
app.conf.task_protocol = 2
app.amqp.__dict__.pop("create_task_message", None)

say("4. a chain through both languages: csharp.add(1, 2) | python.add(10) | csharp.add(100)")
steps = chain(
    app.signature("csharp.add", (1, 2)), app.signature("python.add", (10,)), app.signature("csharp.add", (100,)))
result = steps.apply_async()
expect(short(result), result.get(timeout=30), 113)

say("5. csharp.divide(1, 0), which fails in C#")
result = app.send_task("csharp.divide", (1, 0))
try:
    result.get(timeout=30)
    sys.exit("no exception was raised")
except ZeroDivisionError as error:
    say(f"      raised in Python: {type(error).__module__}.{type(error).__name__}: {error}")
    say(f"      last line of its traceback: {result.traceback.strip().splitlines()[-1]}")

say("6. csharp.add(3, 4) with countdown=2")
start = time.monotonic()
result = app.send_task("csharp.add", (3, 4), countdown=2)
expect(short(result), result.get(timeout=30), 7)
say(f"      after {time.monotonic() - start:.1f} s")
