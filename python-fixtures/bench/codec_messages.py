"""Makes the messages of the codec comparison with the Celery that runs this, ids and clock frozen.

    python3 codec_messages.py            writes messages/
    python3 codec_messages.py --check    compares instead, exit 1 on any difference

Celery 5.2 made the committed ones; other releases add headers of their own.
"""
import base64
import json
import os
import pickle
import sys
from datetime import datetime, timezone

sys.dont_write_bytecode = True
HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.dirname(HERE))

from capture import freeze  # noqa: E402

freeze.PID, freeze.HOST = 42, "web"
freeze.install()

from capture.fixture_app import make_app  # noqa: E402
from capture.recorder import recording  # noqa: E402

ROWS = [{"id": 100_000 + i, "name": f"customer, branch {i:02d}", "amount": 0.25 + i, "paid": i % 3 == 0} for i in range(50)]
UNTIL = datetime(2026, 1, 2, 3, 4, 5, 678901, tzinfo=timezone.utc)


def sent(name, args, protocol, **options):
    app = make_app(task_protocol=protocol)
    with recording() as recorded:
        app.send_task(name, args=args, **options)
    return recorded.messages[0]


def v1_body(name, args):
    body = json.loads(base64.b64decode(sent(name, (), 1)["body"]))
    body.update(args=args, timelimit=tuple(body["timelimit"]))
    return body


def stored_result():
    app = make_app()
    app.backend.store_result("00000000-0000-4000-8000-000000000001", 5, "SUCCESS", request=app.tasks["tasks.add"].request)
    document = app.backend.stored[-1][1]
    return document if isinstance(document, bytes) else document.encode()


def messages():
    redis = sent("job.add", (2, 3), 2, reply_to="rpc")
    return {
        "v1-body.pickle2": pickle.dumps(v1_body("calc.sums", (9, 42)), 2),
        "v1-rows.pickle4": pickle.dumps(v1_body("invoices.total_of_orders", (ROWS, UNTIL)), 4),
        "v2-body.json": base64.b64decode(redis["body"]),
        "redis.json": redis["envelope"].encode(),
        "result.json": stored_result(),
    }


def main(arguments):
    different = []
    for name, data in messages().items():
        path = os.path.join(HERE, "messages", name)
        print(f"{name} {len(data)}")
        if "--check" not in arguments:
            with open(path, "wb") as f:
                f.write(data)
        else:
            with open(path, "rb") as f:
                if f.read() != data:
                    different.append(name)
    if different:
        sys.exit(f"Not as committed: {', '.join(different)}.")


if __name__ == "__main__":
    main(sys.argv[1:])
