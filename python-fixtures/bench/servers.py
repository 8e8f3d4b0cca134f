"""Brokers for the comparison: child processes on free loopback ports with folders of their own."""
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time


# Whoever is told to end leaves no servers and no workers behind.
signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))


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
        epmd, self.epmd_port = shutil.which("epmd"), str(free_port())
        conf = os.path.join(self.folder, "rabbitmq.conf")
        with open(conf, "w") as f:
            f.write("loopback_users = none\n")
        # Debian's command changes to the user rabbitmq; the script behind it runs as whoever calls it.
        program = "/usr/lib/rabbitmq/bin/rabbitmq-server"
        self.epmd = subprocess.Popen([epmd, "-port", self.epmd_port, "-address", "127.0.0.1"], stdin=subprocess.DEVNULL,
                                     stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        self.spawn(
            [program if os.path.exists(program) else "rabbitmq-server"],
            HOME=self.folder, RABBITMQ_NODENAME=f"bench{self.port}@localhost", RABBITMQ_MNESIA_BASE=self.folder,
            RABBITMQ_LOG_BASE=self.folder, RABBITMQ_LOGS="-", RABBITMQ_CONFIG_FILE=conf,
            RABBITMQ_NODE_PORT=str(self.port), RABBITMQ_NODE_IP_ADDRESS="127.0.0.1", RABBITMQ_DIST_PORT=str(free_port()),
            RABBITMQ_CONF_ENV_FILE=os.path.join(self.folder, "none"), RABBITMQ_PID_FILE=os.path.join(self.folder, "pid"),
            RABBITMQ_ENABLED_PLUGINS_FILE=os.path.join(self.folder, "enabled_plugins"),
            ERL_EPMD_PORT=self.epmd_port, ERL_EPMD_ADDRESS="127.0.0.1",
            RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS="-kernel inet_dist_use_interface {127,0,0,1}")
        wait_for(self.port, self.process, "rabbitmq-server")

    def __exit__(self, *args):
        super().__exit__(*args)
        self.epmd.kill()
        self.epmd.wait()

    def url(self, _db=None):
        return f"amqp://guest:guest@127.0.0.1:{self.port}//"
