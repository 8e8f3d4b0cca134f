#!/usr/bin/env python3
"""kombu's serializers for a test in another language: a line of JSON per request, one per answer.

    {"serializer": "yaml", "load": ["<hex>", ...]}      {"serializer": "yaml", "dump": [<tagged>, ...]}

An answer is a list of {"value": <tagged>} or {"body": "<hex>"}, or {"error": "<exception>"} where kombu raised.
"""
import json
import os
import sys

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

from kombu import serialization  # noqa: E402

import tagging  # noqa: E402

TYPES = {"yaml": "application/x-yaml", "msgpack": "application/x-msgpack", "text": "text/plain"}


def load(serializer, body, encoding="utf-8"):
    return guarded(lambda: {"value": picture(serialization.loads(body, TYPES[serializer], encoding, force=True))})


def dump(serializer, tagged):
    def encode():
        body = serialization.dumps(tagging.untag(tagged), serializer)[2]
        return {"body": (body.encode() if isinstance(body, str) else body).hex()}
    return guarded(encode)


def picture(value):
    return tagging.tag_timestamp(value) if type(value).__name__ == "Timestamp" else tagging.tag(value)


def guarded(action):
    try:
        return action()
    except Exception as exc:
        return {"error": f"{type(exc).__name__}: {' '.join(str(exc).split())}"[:300]}


def answer(request):
    serializer = request["serializer"]
    if "load" in request:
        encoding = request.get("encoding", "utf-8")
        return [load(serializer, bytes.fromhex(body), encoding) for body in request["load"]]
    return [dump(serializer, tagged) for tagged in request["dump"]]


def main():
    sys.setrecursionlimit(5000)
    for line in sys.stdin:
        print(json.dumps(answer(json.loads(line))), flush=True)


if __name__ == "__main__":
    main()
