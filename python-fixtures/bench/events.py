"""Measures what heartbeats, gossip and task events cost our worker and Python's, in one run on one machine."""
import argparse
import os
import tempfile

from celery import __version__ as celery_version

from compare import PYTHON, drain
from measure import Side, publish_rate, throughput
from servers import RabbitMQ, Redis

QUIET = ["--without-gossip", "--without-heartbeat", "--without-mingle"]


def measure(ours, kind, broker, redis_server, scale, log_folder):
    env = {"BROKER_URL": broker.url(1), "RESULT_BACKEND": redis_server.url(2), "QUEUE": "bench", "CONCURRENCY": "2",
           "IGNORE_RESULT": "0", "LOG_FOLDER": log_folder}
    for name, count in (("python", int(10_000 * scale)), ("interop", int(60_000 * scale))):
        rates = {}
        for events in ("none", "worker", "task"):
            side = ours if name == "interop" else PYTHON if events != "none" else Side(name, PYTHON.worker + QUIET, PYTHON.producer)
            drain(broker, redis_server, env)
            publish_rate(ours, env, count)
            rates[events] = throughput(side, {**env, "EVENTS": events}, count)["rate"]
        loss = {events: 100 * (1 - rates[events] / rates["none"]) for events in rates}
        print(f"{kind:<10} {name:<8} {rates['none']:>12,.0f} {rates['worker']:>12,.0f} {loss['worker']:>7.1f} % "
              f"{rates['task']:>12,.0f} {loss['task']:>7.1f} %", flush=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--worker", required=True, help="our WorkerHost executable")
    parser.add_argument("--producer", required=True, help="our ProducerHost executable")
    parser.add_argument("--broker", choices=["redis", "rabbitmq", "all"], default="all")
    parser.add_argument("--scale", type=float, default=1.0, help="multiplies all message counts")
    args = parser.parse_args()
    ours = Side("interop", [os.path.abspath(args.worker)], [os.path.abspath(args.producer)])
    log_folder = tempfile.mkdtemp(prefix="interop-bench-log-")
    print(f"Python Celery {celery_version} and Interop, Redis results, concurrency 2, tasks/s. Worker logs: {log_folder}")
    print(f"{'broker':<10} {'worker':<8} {'no events':>12} {'heartbeat, gossip':>22} {'and task events':>22}")
    with Redis() as redis_server:
        if args.broker in ("redis", "all"):
            measure(ours, "Redis", redis_server, redis_server, args.scale, log_folder)
        if args.broker in ("rabbitmq", "all"):
            with RabbitMQ() as rabbit:
                measure(ours, "RabbitMQ", rabbit, redis_server, args.scale, log_folder)


if __name__ == "__main__":
    main()
