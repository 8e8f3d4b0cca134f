"""Steady load on two of our workers whose connections are lost again and again; writes what became of memory, handles and messages."""
import argparse
import os
import shlex
import subprocess
import sys
import tempfile
import time

import redis

from ledger import Ledger
from measure import Depth, Side, stop
from proxy import Proxy
from servers import RabbitMQ, Redis
from soak_report import write_report

VISIBILITY = 20
SETTLE = 180


def options():
    made = argparse.ArgumentParser(description=__doc__)
    made.add_argument("--worker", required=True)
    made.add_argument("--producer", required=True)
    made.add_argument("--broker", choices=["redis", "rabbitmq"], required=True)
    made.add_argument("--minutes", type=float, default=30)
    made.add_argument("--rate", type=int, default=200, help="tasks a second")
    made.add_argument("--losses", type=float, default=10, help="seconds between losses of all connections")
    made.add_argument("--report", required=True, help="the file that is written")
    return made.parse_args()


def through(url, server, proxy):
    return url.replace(f":{server.port}/", f":{proxy.port}/")


def sample(started, workers, depth, ledger, proxy):
    line = {"seconds": time.monotonic() - started, "losses": proxy.cuts, "waiting": depth.read(), "runs": ledger.lines()}
    for number, worker in enumerate(workers):
        with open(f"/proc/{worker.pid}/status") as f:
            status = dict(part.split(":", 1) for part in f.read().splitlines())
        line[f"rss{number}"] = int(status["VmRSS"].split()[0]) / 1024
        line[f"threads{number}"] = int(status["Threads"])
        line[f"handles{number}"] = len(os.listdir(f"/proc/{worker.pid}/fd"))
    return line


def load(side, env, args, workers, depth, ledger, proxy, results):
    """Samples taken while the producer sends, and what the producer printed at its end."""
    producer = subprocess.Popen(
        side.producer, env={**os.environ, **env, "MODE": "steady", "TASK": "bench.mark", "RATE": str(args.rate),
                            "SECONDS": str(args.minutes * 60)},
        stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=open(os.path.join(env["LOG_FOLDER"], "producer.log"), "wb"), text=True)
    started, samples = time.monotonic(), []
    every = max(5.0, args.minutes * 60 / 30)
    next_sample, next_loss = started, started + args.losses
    try:
        while producer.poll() is None:
            if any(worker.poll() is not None for worker in workers):
                sys.exit(f"A worker has ended; see {env['LOG_FOLDER']}.")
            if time.monotonic() >= next_loss:
                # Every fifth time nobody gets through for three seconds.
                proxy.cut(3 if proxy.cuts % 5 == 4 else 0)
                next_loss += args.losses
            if time.monotonic() >= next_sample:
                samples.append(sample(started, workers, depth, ledger, proxy))
                next_sample += every
                # Nobody reads the results; only storing them is of interest.
                results.flushdb()
            time.sleep(0.1)
        return started, samples, producer.stdout.read().split()
    finally:
        if producer.poll() is None:
            producer.kill()
            producer.wait()


def run(args, broker, redis_server, proxy, results_proxy):
    folder = tempfile.mkdtemp(prefix="interop-soak-")
    ledger = Ledger(folder, "ledger")
    direct = {"BROKER_URL": broker.url(1), "QUEUE": "soak"}
    env = {"BROKER_URL": through(broker.url(1), broker, proxy), "QUEUE": "soak", "CONCURRENCY": "2", "ACKS_LATE": "1",
           "RESULT_BACKEND": through(redis_server.url(2), redis_server, results_proxy), "VISIBILITY_TIMEOUT": str(VISIBILITY),
           "LEDGER": ledger.path, "LOG_FOLDER": folder, "EVENTS": "task", "LOG": "1"}
    side = Side("interop", [os.path.abspath(args.worker)], [os.path.abspath(args.producer)])
    depth = Depth(direct)
    workers = [side.start_worker(env), side.start_worker(env)]
    try:
        started, samples, told = load(side, env, args, workers, depth, ledger, proxy, redis.Redis.from_url(redis_server.url(2)))
        sent, again = int(told[1]), int(told[3])
        deadline = time.monotonic() + SETTLE
        while len(ran := [number for number, _, _ in ledger.entries()]) < sent or len(set(ran)) < sent:
            if time.monotonic() > deadline:
                break
            time.sleep(1)
        samples.append(sample(started, workers, depth, ledger, proxy))
        return samples, {"sent": sent, "again": again, "ran": len(ran), "lost": sent - len(set(ran)),
                         "twice": len(ran) - len(set(ran)), "logs": folder}
    finally:
        for worker in workers:
            stop(worker)


def main():
    args = options()
    with Redis() as redis_server:
        broker = redis_server if args.broker == "redis" else RabbitMQ()
        if broker is not redis_server:
            broker.__enter__()
        try:
            with Proxy(broker.port) as proxy:
                if broker is redis_server:
                    samples, book = run(args, broker, redis_server, proxy, proxy)
                else:
                    with Proxy(redis_server.port) as results:
                        samples, book = run(args, broker, redis_server, proxy, results)
        finally:
            if broker is not redis_server:
                broker.__exit__()
    command = shlex.join(["benchmarks/soak", "--broker", args.broker, "--minutes", f"{args.minutes:g}", "--rate", str(args.rate),
                          "--losses", f"{args.losses:g}"])
    sys.exit(0 if write_report(args.report, args.broker, command, samples, book) else 1)


if __name__ == "__main__":
    main()
