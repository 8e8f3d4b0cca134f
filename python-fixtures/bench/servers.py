"""Brokers for the comparison: child processes on free loopback ports with folders of their own."""
import os
import shutil
import signal
import socket
import subprocess
import tempfile
import time


def free_port():
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


def wait_for(port, process, what, seconds=60):
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if process.poll() is not None:
            raise SystemExit(f"{what} ended with code {process.returncode} before it listened on port {port}.")
        try:
            socket.create_connection(("127.0.0.1", port), 0.2).close()
            return
        except OSError:
            time.sleep(0.1)
    raise SystemExit(f"{what} did not listen on port {port} within {seconds} s.")


class Server:
    def __init__(self):
        self.folder = tempfile.mkdtemp(prefix="interop-bench-")
        self.process = None
        self.port = free_port()

    def __enter__(self):
        self.start()
        return self

    def __exit__(self, *_):
        if self.process and self.process.poll() is None:
            os.killpg(self.process.pid, signal.SIGTERM)
            try:
                self.process.wait(30)
            except subprocess.TimeoutExpired:
                os.killpg(self.process.pid, signal.SIGKILL)
        shutil.rmtree(self.folder, ignore_errors=True)

    def spawn(self, args, **env):
        log = open(os.path.join(self.folder, "log"), "wb")
        self.process = subprocess.Popen(args, cwd=self.folder, stdout=log, stderr=log, stdin=subprocess.DEVNULL,
                                        start_new_session=True, env={**os.environ, **env})


class Redis(Server):
    def start(self):
        self.spawn(["redis-server", "--port", str(self.port), "--save", "", "--appendonly", "no", "--bind", "127.0.0.1"])
        wait_for(self.port, self.process, "redis-server")

    def url(self, db):
        return f"redis://127.0.0.1:{self.port}/{db}"


class RabbitMQ(Server):
    def start(self):
        self.epmd = free_port()
        with open(os.path.join(self.folder, "rabbitmq.conf"), "w") as conf:
            conf.write(f"listeners.tcp.default = 127.0.0.1:{self.port}\nloopback_users = none\n")
        self.spawn(
            ["rabbitmq-server"],
            HOME=self.folder, RABBITMQ_NODENAME=f"bench{self.port}@localhost", RABBITMQ_MNESIA_BASE=self.folder,
            RABBITMQ_LOG_BASE=self.folder, RABBITMQ_CONFIG_FILE=os.path.join(self.folder, "rabbitmq"),
            RABBITMQ_DIST_PORT=str(free_port()), ERL_EPMD_PORT=str(self.epmd), RABBITMQ_ENABLED_PLUGINS_FILE="/dev/null",
            ERL_EPMD_ADDRESS="127.0.0.1")
        wait_for(self.port, self.process, "rabbitmq-server")

    def url(self, _db=None):
        return f"amqp://guest:guest@127.0.0.1:{self.port}//"
