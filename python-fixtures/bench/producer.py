"""Python's producer: publishes N calls one by one, or runs N round trips one at a time and prints the median."""
import os
import statistics
import sys
import time

from bench_app import add, app

count = int(os.environ["N"])
mode = os.environ.get("MODE", "publish")
if mode == "publish":
    with app.connection_for_write() as connection:
        with app.amqp.Producer(connection) as producer:
            add.apply_async((2, 3), producer=producer)
            start = time.perf_counter()
            for _ in range(count):
                add.apply_async((2, 3), producer=producer)
            print(f"rate {count / (time.perf_counter() - start):.1f}")
else:
    times = []
    for i in range(count + 50):
        start = time.perf_counter()
        if add.delay(2, 3).get(timeout=30) != 5:
            sys.exit("wrong result")
        times.append(time.perf_counter() - start)
    print(f"p50 {statistics.median(times[50:]) * 1000:.4f}")
