"""What is measured, for either side: worker throughput, CPU, memory, start, round trip, publishing."""
import glob
import os
import signal
import subprocess
import sys
import time

import amqp
import redis

HERE = os.path.dirname(os.path.abspath(__file__))


def descendants(pid):
    found = [pid]
    for p in found:
        # A child belongs to the thread that started it.
        for children in glob.glob(f"/proc/{p}/task/*/children"):
            try:
                with open(children) as f:
                    found.extend(int(c) for c in f.read().split())
            except OSError:
                pass
    return found


def cpu_seconds(pid):
    ticks = 0
    for p in descendants(pid):
        try:
            with open(f"/proc/{p}/stat") as f:
                fields = f.read().rsplit(")", 1)[1].split()
            ticks += int(fields[11]) + int(fields[12])
        except OSError:
            pass
    return ticks / os.sysconf("SC_CLK_TCK")


def peak_memory_mb(pid, processes=None):
    """Proportional share of memory, summed over the processes: pages that prefork children share count once."""
    total = 0
    for p in descendants(pid) if processes is None else processes:
        try:
            with open(f"/proc/{p}/smaps_rollup") as f:
                total += sum(int(line.split()[1]) for line in f if line.startswith("Pss:"))
        except OSError:
            pass
    return total / 1024


class Depth:
    """Number of messages that wait in the queues, read the cheapest way."""

    def __init__(self, env):
        queue, queues = env["QUEUE"], int(env.get("QUEUES", "1"))
        names = [queue] if queues == 1 else [f"{queue}-{i}" for i in range(queues)]
        url = env["BROKER_URL"]
        if url.startswith("redis"):
            # kombu keeps each priority step in a list of its own.
            keys = [name + step for name in names for step in ("", *(f"\x06\x16{n}" for n in (3, 6, 9)))]
            count = redis.Redis.from_url(url).register_script("local n = 0 for _, k in ipairs(KEYS) do n = n + redis.call('LLEN', k) end return n")
            self.read = lambda: count(keys=keys)
        else:
            host = url.split("@")[1].split("/")[0]
            connection = amqp.Connection(host=host, userid="guest", password="guest", virtual_host="/")
            connection.connect()
            channel = connection.channel()
            highest = int(env.get("MAX_PRIORITY", "0"))
            for name in names:
                channel.queue_declare(queue=name, durable=True, auto_delete=False,
                                      arguments={"x-max-priority": highest} if highest else None)
            self.read = lambda: sum(channel.queue_declare(queue=name, passive=True).message_count for name in names)


class Side:
    """One of the two contestants: how its worker and its producer are started."""

    def __init__(self, name, worker, producer):
        self.name, self.worker, self.producer = name, worker, producer

    def start_worker(self, env):
        log = open(os.path.join(env["LOG_FOLDER"], f"{self.name}-worker.log"), "ab")
        return subprocess.Popen(self.worker, env={**os.environ, **env}, stdout=log, stderr=log, cwd=HERE,
                                stdin=subprocess.DEVNULL, start_new_session=True)

    def produce(self, env):
        done = subprocess.run(self.producer, env={**os.environ, **env}, cwd=HERE, stdin=subprocess.DEVNULL,
                              stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, timeout=600)
        if done.returncode:
            sys.exit(f"{self.name}'s producer ended with code {done.returncode}:\n{done.stdout[-3000:]}")
        return done.stdout


def stop(process):
    process.send_signal(signal.SIGTERM)
    try:
        process.wait(30)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def throughput(side, env, count, limit=240, pause=0.02):
    """Tasks a second between 90 % and 5 % of the queue left, CPU seconds a thousand tasks and memory over the same span."""
    depth = Depth(env)
    worker = side.start_worker(env)
    try:
        first = last = None
        memory = 0.0
        deadline = time.monotonic() + limit
        while True:
            if worker.poll() is not None:
                sys.exit(f"{side.name}'s worker ended with code {worker.returncode}; see {env['LOG_FOLDER']}.")
            left, now = depth.read(), time.perf_counter()
            if first is None and left <= count * 0.9:
                first = (left, now, cpu_seconds(worker.pid))
            if first is not None and left <= count * 0.05 and left < first[0]:
                last = (left, now, cpu_seconds(worker.pid))
                break
            if time.monotonic() > deadline:
                sys.exit(f"{side.name}'s worker left {left} of {count} messages after {limit} s.")
            memory = max(memory, peak_memory_mb(worker.pid)) if first else memory
            time.sleep(pause)
        memory = max(memory, peak_memory_mb(worker.pid))
        children = descendants(worker.pid)[1:]
        child = peak_memory_mb(worker.pid, children) / len(children) if children else memory
        done = first[0] - last[0]
        return {"rate": done / (last[1] - first[1]), "cpu": (last[2] - first[2]) / done * 1000, "memory": memory, "child": child}
    finally:
        stop(worker)


def start_to_first_result(side, env):
    backend = redis.Redis.from_url(env["RESULT_BACKEND"])
    backend.flushdb()
    start = time.perf_counter()
    worker = side.start_worker(env)
    try:
        while backend.dbsize() == 0:
            if time.perf_counter() - start > 30:
                sys.exit(f"{side.name}'s worker stored nothing within 30 s.")
            time.sleep(0.002)
        return time.perf_counter() - start
    finally:
        stop(worker)


def round_trip(side, env, count):
    worker = side.start_worker(env)
    try:
        return float(side.produce({**env, "MODE": "roundtrip", "N": str(count)}).split("p50 ")[1].split()[0])
    finally:
        stop(worker)


def publish_rate(side, env, count, **more):
    return float(side.produce({**env, "N": str(count), **more}).split("rate ")[1].split()[0])
