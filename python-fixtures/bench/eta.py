"""Measures tasks with an ETA: memory while the worker holds them, and how late they run while other tasks are run too.

Ours holds 100,000 of them and has 1,000 other tasks a second beside; Python a tenth of both, since it does about as many a second."""
import os
import subprocess
import sys
import time

from common import PYTHON, Redis, brokers, drain, environment, header, limit, log_folder, ours, parser
from ledger import Ledger, percentile
from measure import Depth, peak_memory_mb, stop

MEMORY, LATENESS = 60, 50


def settled_memory(worker, limit_seconds=5):
    """The least of some readings: what is held, not what the collector has not looked at yet."""
    readings = []
    for _ in range(limit_seconds * 2):
        readings.append(peak_memory_mb(worker.pid))
        time.sleep(0.5)
    return min(readings)


def produce(producer, env, **more):
    return subprocess.Popen(producer.producer, env={**os.environ, **env, **more}, stdin=subprocess.DEVNULL,
                            stdout=subprocess.DEVNULL, stderr=subprocess.STDOUT)


def wait_until(condition, what, seconds):
    deadline = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > deadline:
            sys.exit(f"{what} after {seconds} s.")
        time.sleep(0.1)


def measure(side, producer, env, count, rate, hold, spread):
    """Megabytes for the waiting tasks, and milliseconds of lateness at the median, at p99 and at most."""
    ledger = Ledger(env["LOG_FOLDER"], f"{side.name}-eta")
    env = {**env, "LEDGER": ledger.path, "IGNORE_RESULT": "1"}
    depth = Depth(env)
    worker = side.start_worker(env)
    load = None
    try:
        # The first tasks load the code that any later one needs, and the collector takes the room that it takes under load.
        producer.produce({**env, "N": str(count // 5)})
        wait_until(lambda: depth.read() == 0, f"{side.name}'s worker has not begun", 60)
        before = settled_memory(worker)
        first = time.time() + hold
        producer.produce({**env, "MODE": "eta", "TASK": "bench.mark", "N": str(count), "FIRST": f"{first:.3f}", "SPREAD": str(spread)})
        wait_until(lambda: depth.read() == 0, f"{side.name}'s worker has not taken all", hold)
        held = settled_memory(worker) - before
        taken = first - time.time()
        if taken < 0 or ledger.lines():
            sys.exit(f"{side.name}'s worker held them all only {-taken:.1f} s after the first was due; raise --hold.")
        load = produce(producer, env, MODE="steady", RATE=str(rate), SECONDS=str(taken + spread))
        wait_until(lambda: ledger.lines() >= count, f"{side.name}'s worker has run {ledger.lines()} of {count}", taken + spread + 60)
        late = [1000 * (now - due) for _, due, now in ledger.entries()]
        return held, percentile(late, 0.5), percentile(late, 0.99), max(late), min(late)
    finally:
        if load:
            load.kill()
            load.wait()
        stop(worker)


def main():
    arguments = parser(__doc__)
    arguments.add_argument("--hold", type=float, default=30, help="seconds in which all must have reached the worker")
    arguments.add_argument("--spread", type=float, default=30, help="seconds in which they come due")
    args = arguments.parse_args()
    mine, folder = ours(args), log_folder("Tasks with an ETA.")
    count, rate = int(100_000 * args.scale), max(1, int(1000 * args.scale))
    with Redis() as redis_server:
        for kind, broker in brokers(args, redis_server):
            env = environment(broker, redis_server, folder)
            print(f"Python: {count // 10:,} tasks with an ETA and {rate // 10:,} others a second; Interop: {count:,} and {rate:,}.")
            header()
            drain(broker, redis_server, env)
            python = measure(PYTHON, mine, env, count // 10, max(1, rate // 10), args.hold, args.spread)
            drain(broker, redis_server, env)
            us = measure(mine, mine, env, count, rate, args.hold, args.spread)
            limit(f"{kind} memory of 100,000 waiting tasks", python[0] * 1e5 / (count // 10), us[0] * 1e5 / count, "MB", MEMORY)
            limit("  late at p99", python[2], us[2], "ms", LATENESS,
                  f"(p50 {python[1]:.1f} / {us[1]:.1f}, most {python[3]:.1f} / {us[3]:.1f}, least {python[4]:.1f} / {us[4]:.1f})")


if __name__ == "__main__":
    main()
