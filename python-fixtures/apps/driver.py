"""A Python producer and result reader that a test drives: one JSON request per line in, one JSON answer per line out.

    {"id": 1, "command": "send_task", "app": "a", "name": "tasks.add", "args": [1, 2]}
    {"id": 1, "ok": {"task_id": "..."}}        or    {"id": 1, "error": {"module": ..., "class": ..., ...}}

Commands are the functions named `command_*` of driver_commands.py. In requests an object with one of the keys
$datetime, $date, $decimal, $uuid, $bytes (base64), $tuple, $set, $frozenset, $timedelta (days, seconds,
microseconds), $complex stands for that Python value; $json is a text that json.loads reads
(NaN, lone surrogates, integers of any size).
"""
import gc
import json
import os
import sys

import driver_commands
import whole_files
from driver_values import describe_error, from_json, plain


def main():
    # Never inside a command: the end of an AsyncResult unsubscribes, and where that comes upon redis-py 6.1 while it holds its
    # lock, Python waits for itself (Celery 5.5.2).
    gc.freeze()
    gc.disable()
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)  # whatever else prints goes to stderr
    for line in sys.stdin:
        request = json.loads(line)
        answer = {"id": request.pop("id")}
        try:
            command = getattr(driver_commands, "command_" + request.pop("command"))
            answer["ok"] = plain(command(**from_json(request)))
        except Exception as error:
            answer["error"] = describe_error(error)
        answers.write(json.dumps(answer) + "\n")
        answers.flush()
        gc.collect()


if __name__ == "__main__":
    whole_files.install(lambda queue: queue.startswith("py-") or queue == "celery")
    main()
