"""A Redis and a RabbitMQ of our own: child processes on free loopback ports, stopped by their id."""
import os
import shutil
import socket
import subprocess
import tempfile
import time
from contextlib import contextmanager


class Unavailable(Exception):
    """A program this capture needs is not installed."""


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def program(name, *more):
    for candidate in (*more, shutil.which(name)):
        if candidate and os.access(candidate, os.X_OK):
            return candidate
    raise Unavailable(f"{name} is not installed")


def wait_until(condition, what, seconds=60):
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        found = condition()
        if found:
            return found
        time.sleep(0.02)
    raise TimeoutError(f"waited {seconds} s for {what}")


def answers(port, hello=b"", first=None):
    try:
        with socket.create_connection(("127.0.0.1", port), 5) as connection:
            if hello:
                connection.sendall(hello)
            return first is None or connection.recv(1) == first
    except OSError:
        return False


def stop(process, seconds=30):
    if process.poll() is None:
        process.terminate()
        try:
            process.wait(seconds)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


@contextmanager
def redis():
    """The port of a Redis that keeps nothing."""
    port = free_port()
    with tempfile.TemporaryDirectory() as folder:
        process = subprocess.Popen(
            [program("redis-server"), "--port", str(port), "--bind", "127.0.0.1", "--save", "", "--dir", folder],
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        try:
            wait_until(lambda: answers(port), "redis-server")
            yield port
        finally:
            stop(process)


@contextmanager
def rabbitmq():
    """The port of a RabbitMQ with a node, an epmd and folders of its own."""
    port, epmd_port, distribution = free_port(), free_port(), free_port()
    folder = tempfile.mkdtemp()
    environment = {
        **{name: value for name, value in os.environ.items() if name != "NOTIFY_SOCKET"},
        "HOME": folder, "ERL_EPMD_PORT": str(epmd_port), "ERL_EPMD_ADDRESS": "127.0.0.1", "RABBITMQ_NODENAME": f"capture{port}@localhost",
        "RABBITMQ_NODE_PORT": str(port), "RABBITMQ_NODE_IP_ADDRESS": "127.0.0.1", "RABBITMQ_DIST_PORT": str(distribution), "RABBITMQ_LOGS": "-",
        "RABBITMQ_MNESIA_BASE": f"{folder}/mnesia", "RABBITMQ_LOG_BASE": f"{folder}/log", "RABBITMQ_CONF_ENV_FILE": f"{folder}/none",
        "RABBITMQ_ENABLED_PLUGINS_FILE": f"{folder}/enabled_plugins", "RABBITMQ_PID_FILE": f"{folder}/pid", "RUNNING_UNDER_SYSTEMD": "true",
        "RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS": "+sbwt none -kernel inet_dist_use_interface {127,0,0,1}",
    }
    with open(f"{folder}/enabled_plugins", "w", encoding="ascii") as file:
        file.write("[].")
    started = []
    try:
        started.append(subprocess.Popen([program("epmd"), "-port", str(epmd_port), "-address", "127.0.0.1"], env=environment,
                                        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL))
        wait_until(lambda: answers(epmd_port), "epmd")
        # The script behind Debian's rabbitmq-server runs as whoever calls it.
        started.append(subprocess.Popen([program("rabbitmq-server", "/usr/lib/rabbitmq/bin/rabbitmq-server")], env=environment, cwd=folder,
                                        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL))
        wait_until(lambda: answers(port, b"AMQP\0\0\x09\x01", b"\x01"), "rabbitmq-server", 300)
        yield port
    finally:
        for process in reversed(started):
            stop(process)
        shutil.rmtree(folder, ignore_errors=True)
