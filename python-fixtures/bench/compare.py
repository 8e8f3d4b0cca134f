"""Measures our worker and producer beside Python's, in one run on one machine, and prints ratios."""
import argparse
import os
import sys
import tempfile

import redis
from celery import __version__ as celery_version

from measure import Side, publish_rate, round_trip, start_to_first_result, throughput
from servers import RabbitMQ, Redis

HERE = os.path.dirname(os.path.abspath(__file__))
PYTHON = Side(
    "python",
    [sys.executable, "-m", "celery", "-A", "bench_app", "worker", "-c", "2", "-P", "prefork", "-l", "WARNING"],
    [sys.executable, "producer.py"])


def row(name, python, ours, unit, lower_is_better, target):
    ratio = ours / python
    ok = ratio <= target if lower_is_better else ratio >= target
    print(f"{name:<52} {python:>11,.3f} {ours:>11,.3f} {unit:<14} {ratio:>7.2f} x   {target:>6.2f} x  {'ok' if ok else 'MISSED'}",
          flush=True)


def drain(broker, redis_server, env):
    client = redis.Redis.from_url(redis_server.url(0))
    client.flushall()
    if isinstance(broker, RabbitMQ):
        from measure import Depth
        import amqp
        Depth(env["BROKER_URL"], env["QUEUE"])
        connection = amqp.Connection(host=f"127.0.0.1:{broker.port}", userid="guest", password="guest", virtual_host="/")
        connection.connect()
        connection.channel().queue_purge(env["QUEUE"])
        connection.close()


def compare(ours, kind, broker, redis_server, scale, log_folder):
    env = {"BROKER_URL": broker.url(1), "RESULT_BACKEND": redis_server.url(2), "QUEUE": "bench", "CONCURRENCY": "2",
           "IGNORE_RESULT": "0", "LOG_FOLDER": log_folder}
    targets = {"Redis": (15, 20, 0.70, 25, 4), "RabbitMQ": (8, 5, 0.85, 2.5, None)}[kind]

    def preloaded(side, count, ignore):
        drain(broker, redis_server, env)
        publish_rate(ours, env, count, IGNORE_RESULT=ignore)
        return throughput(side, {**env, "IGNORE_RESULT": ignore}, count)

    for ignore, target in (("0", targets[0]), ("1", targets[1])):
        what = "results ignored" if ignore == "1" else "Redis results"
        python = preloaded(PYTHON, int(10_000 * scale), ignore)
        mine = preloaded(ours, int(60_000 * scale), ignore)
        row(f"{kind} broker, {what}", python["rate"], mine["rate"], "tasks/s", False, target)
        row("  CPU per 1,000 tasks", python["cpu"], mine["cpu"], "s", True, 0.03 / 0.57 if kind == "Redis" else 1)
        row("  memory of the worker (target: 90 MB)", python["memory"], mine["memory"], "MB", True, 90 / python["memory"])
    drain(broker, redis_server, env)
    row(f"{kind} round trip one at a time, p50", round_trip(PYTHON, env, int(1000 * scale)),
        round_trip(ours, env, int(1000 * scale)), "ms", True, targets[2])
    drain(broker, redis_server, env)
    python = publish_rate(PYTHON, env, int(10_000 * scale))
    drain(broker, redis_server, env)
    row(f"{kind} publishing, many in flight", python, publish_rate(ours, env, int(100_000 * scale)), "msg/s", False, targets[3])
    drain(broker, redis_server, env)
    if targets[4]:
        row(f"{kind} publishing, awaited one by one", python,
            publish_rate(ours, env, int(20_000 * scale), IN_FLIGHT="1"), "msg/s", False, targets[4])
        drain(broker, redis_server, env)
    if kind == "Redis":
        publish_rate(ours, env, 1)
        python = start_to_first_result(PYTHON, env)
        drain(broker, redis_server, env)
        publish_rate(ours, env, 1)
        row("process start to first result", python, start_to_first_result(ours, env), "s", True, 0.5 / 1.26)


def compare_pools(ours, redis_server, scale, log_folder):
    env = {"BROKER_URL": redis_server.url(1), "RESULT_BACKEND": redis_server.url(2), "QUEUE": "bench", "CONCURRENCY": "2",
           "IGNORE_RESULT": "0", "LOG_FOLDER": log_folder, "POOL": "Processes"}
    rates = []
    for side, count in ((PYTHON, int(10_000 * scale)), (ours, int(40_000 * scale))):
        drain(redis_server, redis_server, env)
        publish_rate(ours, env, count)
        rates.append(throughput(side, env, count))
    python, mine = rates
    row("prefork / process pool, Redis broker and results", python["rate"], mine["rate"], "tasks/s", False, 4)
    row("  CPU per 1,000 tasks", python["cpu"], mine["cpu"], "s", True, 1)
    row("  memory of worker and children", python["memory"], mine["memory"], "MB", True, (90 + 2 * 45) / python["memory"])
    row("  memory of a child (target: 45 MB)", python["child"], mine["child"], "MB", True, 45 / python["child"])


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--worker", required=True, help="our WorkerHost executable")
    parser.add_argument("--producer", required=True, help="our ProducerHost executable")
    parser.add_argument("--broker", choices=["redis", "rabbitmq", "all"], default="all")
    parser.add_argument("--scale", type=float, default=1.0, help="multiplies all message counts")
    parser.add_argument("--pool", action="store_true", help="the process pool beside prefork, instead of all that")
    args = parser.parse_args()
    ours = Side("interop", [os.path.abspath(args.worker)], [os.path.abspath(args.producer)])
    log_folder = tempfile.mkdtemp(prefix="interop-bench-log-")
    print(f"Python Celery {celery_version} and Interop, same machine, same run, concurrency 2. Worker logs: {log_folder}")
    print(f"{'':<52} {'Python':>11} {'Interop':>11} {'':<14} {'ratio':>9}   {'target':>8}")
    with Redis() as redis_server:
        if args.pool:
            return compare_pools(ours, redis_server, args.scale, log_folder)
        if args.broker in ("redis", "all"):
            compare(ours, "Redis", redis_server, redis_server, args.scale, log_folder)
        if args.broker in ("rabbitmq", "all"):
            with RabbitMQ() as rabbit:
                compare(ours, "RabbitMQ", rabbit, redis_server, args.scale, log_folder)


if __name__ == "__main__":
    main()
