#!/usr/bin/env python3
"""Write what this Python's kombu, msgpack and PyYAML make of the samples: <celery version>.json beside this file.

    python3 generate.py            writes
    python3 generate.py --check    compares instead, exit 1 on any difference
"""
import json
import os
import sys

sys.dont_write_bytecode = True
HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [HERE, os.path.join(HERE, "..")]

from capture.interpreter import interpreter  # noqa: E402

if os.environ.get("PYTHONHASHSEED") != "0":
    # The order of sets must not differ between runs.
    os.environ["PYTHONHASHSEED"] = "0"
    os.execv(interpreter(), [interpreter(), *sys.argv])

import celery  # noqa: E402
import kombu  # noqa: E402
import msgpack  # noqa: E402
import yaml  # noqa: E402

import codec  # noqa: E402
import samples  # noqa: E402
import yaml_samples  # noqa: E402

TEXT_ENCODINGS = (
    "utf-8", "UTF8", "utf_8", "utf 8", "-utf--8-", "ut-f8", "us-ascii", "ASCII", "646", "latin-1", "L1", "iso-8859-1", "ISO_8859-1:1987",
    "utf-16", "utf-16-le", "utf-16be", "U16", "utf-32", "utf-32-be", "utf-8-sig", "utf8-sig", "binary", "ascii-8bit", "BINARY", "", "klingon",
)
TEXT_BODIES = ("61", "c3a9", "ff", "efbbbf61", "fffe6100", "feff0061", "6100", "0061", "61000000", "0000feff00000061", "00d8", "eda080", "80")


def collect():
    yield "versions", {"celery": celery.__version__, "kombu": kombu.__version__, "yaml": yaml.__version__,
                       "msgpack": ".".join(map(str, msgpack.version[:3])), "python": "%d.%d" % sys.version_info[:2]}
    yield "msgpack-load", [{"body": body, **codec.load("msgpack", bytes.fromhex(body))} for body in samples.MSGPACK.split()]
    yield "msgpack-dump", [{"given": value, **codec.dump("msgpack", value)} for value in samples.DUMPED]
    yield "yaml-dump", [{"given": value, **codec.dump("yaml", value)} for value in samples.DUMPED]
    yield "yaml-load", [{"body": body.hex(), **codec.load("yaml", body)} for body in yaml_samples.bodies()]
    yield "text-load", [{"encoding": encoding, "body": body, **codec.load("text", bytes.fromhex(body), encoding)}
                        for encoding in TEXT_ENCODINGS for body in TEXT_BODIES]


def rendered():
    parts = []
    for name, content in collect():
        if isinstance(content, list):
            lines = ",\n".join(json.dumps(entry) for entry in content)
            parts.append(f"{json.dumps(name)}: [\n{lines}\n]")
        else:
            parts.append(f"{json.dumps(name)}: {json.dumps(content)}")
    return "{\n" + ",\n".join(parts) + "\n}\n"


def main(arguments):
    sys.setrecursionlimit(5000)
    path = os.path.join(HERE, f"{celery.__version__}.json")
    text = rendered()
    if "--check" in arguments:
        with open(path, encoding="utf-8") as file:
            same = file.read() == text
        print(f"{os.path.basename(path)}: {'as captured' if same else 'DIFFERS'}")
        return 0 if same else 1
    with open(path, "w", encoding="utf-8") as file:
        file.write(text)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
