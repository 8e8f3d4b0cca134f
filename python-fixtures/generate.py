#!/usr/bin/env python3
"""Write the golden files of the Celery that runs this script.

    python3 generate.py                  writes golden/<celery version>/
    python3 generate.py --check          compares instead, exit 1 on any difference
    python3 generate.py values auth      only these groups, see capture/groups.py

Ids, the clock, the process id and the host name are frozen, so a second run writes the same bytes.
"""
import os
import sys

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

from capture.interpreter import interpreter  # noqa: E402

if os.environ.get("PYTHONHASHSEED") != "0":
    # The order of sets must not differ between runs.
    os.environ["PYTHONHASHSEED"] = "0"
    os.execv(interpreter(), [interpreter(), *sys.argv])

from capture import freeze  # noqa: E402  (first: it patches uuid4 before kombu keeps a reference)

freeze.install()

from capture import groups, versions  # noqa: E402
from capture.writer import GoldenWriter  # noqa: E402


def main(arguments):
    wanted = [argument for argument in arguments if not argument.startswith("-")]
    known = versions.collect()
    here = os.path.dirname(os.path.abspath(__file__))
    writer = GoldenWriter(os.path.join(here, "golden", known["celery"]))
    writer.versions = known
    if "--check" in arguments and not os.path.isdir(writer.folder):
        print(f"There are no golden files of Celery {known['celery']}.")
        return 3
    for name, generate in groups.ALL.items():
        if not wanted or name in wanted:
            writer.begin(name)
            generate(writer)
    chosen = wanted or None
    return writer.compare(chosen) if "--check" in arguments else writer.save(chosen)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
