"""What the comparisons share: their arguments, the two sides, the brokers, an empty start, a row of the table."""
import argparse
import os
import sys
import tempfile

import amqp
import redis
from celery import __version__ as celery_version

from measure import Side
from servers import RabbitMQ, Redis

PYTHON = Side(
    "python",
    [sys.executable, "-m", "celery", "-A", "bench_app", "worker", "-c", "2", "-P", "prefork", "-l", "WARNING"],
    [sys.executable, "producer.py"])


def parser(description):
    made = argparse.ArgumentParser(description=description)
    made.add_argument("--worker", required=True, help="our WorkerHost executable")
    made.add_argument("--producer", required=True, help="our ProducerHost executable")
    made.add_argument("--broker", choices=["redis", "rabbitmq", "all"], default="all")
    made.add_argument("--scale", type=float, default=1.0, help="multiplies all message counts")
    return made


def ours(args):
    return Side("interop", [os.path.abspath(args.worker)], [os.path.abspath(args.producer)])


def log_folder(what):
    folder = tempfile.mkdtemp(prefix="interop-bench-log-")
    print(f"Python Celery {celery_version} and Interop, same machine, same run, concurrency 2. {what} Worker logs: {folder}",
          flush=True)
    return folder


def brokers(args, redis_server):
    """The brokers that were asked for, each running while it is used."""
    if args.broker in ("redis", "all"):
        yield "Redis", redis_server
    if args.broker in ("rabbitmq", "all"):
        with RabbitMQ() as rabbit:
            yield "RabbitMQ", rabbit


def environment(broker, redis_server, folder, **more):
    return {"BROKER_URL": broker.url(1), "RESULT_BACKEND": redis_server.url(2), "QUEUE": "bench", "CONCURRENCY": "2",
            "IGNORE_RESULT": "0", "LOG_FOLDER": folder, **more}


def header():
    print(f"{'':<52} {'Python':>11} {'Interop':>11} {'':<14} {'ratio':>9}   {'target':>8}", flush=True)


def row(name, python, mine, unit, lower_is_better, target):
    ratio = mine / python
    ok = ratio <= target if lower_is_better else ratio >= target
    print(f"{name:<52} {python:>11,.3f} {mine:>11,.3f} {unit:<14} {ratio:>7.2f} x   {target:>6.2f} x  {'ok' if ok else 'MISSED'}",
          flush=True)


def limit(name, python, mine, unit, most, note=""):
    """A row whose target is a figure of ours and no ratio."""
    ratio = f"{mine / python:>7.2f} x" if python else f"{'':>9}"
    print(f"{name:<52} {python:>11,.1f} {mine:>11,.1f} {unit:<14} {ratio}   <={most:>6g}    {'ok' if mine <= most else 'MISSED'} {note}",
          flush=True)


def drain(broker, redis_server, env):
    """Nothing in Redis, nothing in the queues. On RabbitMQ they are removed: their arguments may change."""
    redis.Redis.from_url(redis_server.url(0)).flushall()
    if isinstance(broker, RabbitMQ):
        connection = amqp.Connection(host=f"127.0.0.1:{broker.port}", userid="guest", password="guest", virtual_host="/")
        connection.connect()
        channel = connection.channel()
        for name in (env["QUEUE"], *(f"{env['QUEUE']}-{i}" for i in range(int(env.get("QUEUES", "1"))))):
            channel.queue_delete(name)
        connection.close()
