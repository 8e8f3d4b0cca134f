"""Measures how soon all tasks of a worker that is killed with its hands full have run in another one, for ours and for Python's."""
import os
import signal
import subprocess
import sys
import time

import redis

from common import PYTHON, RabbitMQ, Redis, brokers, drain, environment, header, limit, log_folder, ours, parser
from ledger import Ledger
from measure import Depth, publish_rate, stop

VISIBILITY = 10


def held(broker, env, depth, count):
    """Whether all have left the queue and, on Redis, stand in the books of who took them."""
    if depth.read():
        return False
    return isinstance(broker, RabbitMQ) or redis.Redis.from_url(env["BROKER_URL"]).hlen("unacked") >= count


def measure(side, producer, broker, env, count, patience):
    """Seconds from the kill to the last task's run, or until patience is over; and how many have run by then."""
    ledger = Ledger(env["LOG_FOLDER"], f"{side.name}-crash")
    # Prefetch for all of them: two processes in either worker.
    env = {**env, "LEDGER": ledger.path, "IGNORE_RESULT": "1", "ACKS_LATE": "1", "TASK": "bench.mark",
           "VISIBILITY_TIMEOUT": str(VISIBILITY), "PREFETCH_MULTIPLIER": str(count), "PYTHON_PREFETCH_MULTIPLIER": str(count)}
    depth = Depth(env)
    publish_rate(producer, env, count)
    first = side.start_worker({**env, "HOLD": "1"})
    other = None
    try:
        deadline = time.monotonic() + 60
        while not held(broker, env, depth, count):
            if time.monotonic() > deadline:
                sys.exit(f"{side.name}'s worker has not taken all of {count} within 60 s.")
            time.sleep(0.1)
        other = side.start_worker(env)
        wait_for_both(other, env)
        killed = time.time()
        os.killpg(first.pid, signal.SIGKILL)
        first.wait()
        while ledger.lines() < count and time.time() < killed + patience:
            time.sleep(0.02)
        entries = ledger.entries()
        last = max((now for _, _, now in entries), default=killed)
        return (last if len({n for n, _, _ in entries}) >= count else killed + patience) - killed, len({n for n, _, _ in entries})
    finally:
        if first.poll() is None:
            os.killpg(first.pid, signal.SIGKILL)
            first.wait()
        if other:
            stop(other)


def wait_for_both(worker, env):
    """Returns when both workers answer to a ping, or after a while."""
    deadline = time.monotonic() + 15
    while time.monotonic() < deadline:
        done = subprocess.run(
            [sys.executable, "-m", "celery", "-A", "bench_app", "inspect", "ping", "--timeout", "2"], stdin=subprocess.DEVNULL,
            env={**os.environ, **env}, cwd=os.path.dirname(os.path.abspath(__file__)), capture_output=True, text=True, timeout=60)
        if done.stdout.count("pong") >= 2:
            return
    if worker.poll() is not None:
        sys.exit("The second worker has ended.")


def main():
    arguments = parser(__doc__)
    arguments.add_argument("--patience", type=float, default=45, help="seconds after which Python is not waited for any more")
    args = arguments.parse_args()
    mine, folder = ours(args), log_folder("kill -9.")
    count = int(10_000 * args.scale)
    with Redis() as redis_server:
        for kind, broker in brokers(args, redis_server):
            env = environment(broker, redis_server, folder)
            # On Redis all have run by the visibility timeout after the kill.
            most = VISIBILITY if kind == "Redis" else 2
            print(f"{kind}: killed with {count:,} deliveries" + (f", visibility timeout {VISIBILITY} s." if kind == "Redis" else "."))
            header()
            drain(broker, redis_server, env)
            python, done = measure(PYTHON, mine, broker, env, count, args.patience)
            drain(broker, redis_server, env)
            us, ran = measure(mine, mine, broker, env, count, args.patience)
            limit(f"{kind}, until all have run elsewhere", python, us, "s", most, f"(ran by then: {done:,} / {ran:,})")


if __name__ == "__main__":
    main()
