"""A real worker as a child process."""
import json
import os
import subprocess
import tempfile
from contextlib import contextmanager

from ..interpreter import interpreter
from . import worker_app
from .servers import stop, wait_until

FOLDER = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))


@contextmanager
def worker(settings, *arguments, name="w1@fixture"):
    """(app for the client, process) while a worker with these settings runs."""
    environment = {**os.environ, "INTEROP_LIVE": json.dumps(settings), "PYTHONDONTWRITEBYTECODE": "1", "PYTHONHASHSEED": "0", "C_FORCE_ROOT": "1"}
    with tempfile.TemporaryFile("w+") as log:
        process = subprocess.Popen(
            [interpreter(), "-m", "celery", "-A", "capture.live.worker_app", "worker", "-n", name, "-c", "1", "-l", "INFO", *arguments],
            cwd=FOLDER, env=environment, stdout=log, stderr=subprocess.STDOUT)
        app = worker_app.make(settings)
        try:
            wait_until(lambda: process.poll() is not None or "ready." in _text(log), "the worker", 60)
            yield app
        except BaseException:
            print(_text(log)[-6000:])
            raise
        finally:
            app.close()
            stop(process)


def _text(log):
    # The child writes at the shared position, so read by position.
    return os.pread(log.fileno(), 1 << 22, 0).decode("utf-8", "replace")
