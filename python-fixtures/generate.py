#!/usr/bin/env python3
"""Write the golden files of the Celery that runs this script.

    python3 generate.py            writes golden/<celery version>/
    python3 generate.py --check    compares instead, exit 1 on any difference

Ids, the clock, the process id and the host name are frozen, so a second run writes the same bytes.
"""
import os
import sys

if os.environ.get("PYTHONHASHSEED") != "0":
    # The order of sets must not differ between runs.
    os.environ["PYTHONHASHSEED"] = "0"
    os.execv(sys.executable, [sys.executable, *sys.argv])

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

from capture import freeze  # noqa: E402  (first: it patches uuid4 before kombu keeps a reference)

freeze.install()

from capture import canvas_cases, result_cases, task_cases, text_cases, versions  # noqa: E402
from capture.writer import GoldenWriter  # noqa: E402


def main(arguments):
    check = "--check" in arguments
    known = versions.collect()
    here = os.path.dirname(os.path.abspath(__file__))
    writer = GoldenWriter(os.path.join(here, "golden", known["celery"]))
    writer.add_plain("versions.json", known)
    for module in (task_cases, canvas_cases, result_cases, text_cases):
        module.generate(writer)
    return writer.compare() if check else writer.save()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
