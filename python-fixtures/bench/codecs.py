"""Times the codecs beside CPython's, alternately and in one run, and writes docs/benchmarks/codecs.md.

Called by `benchmarks/run codecs`, which builds benchmarks/Codecs first. Of each message CPython is timed before and after ours, and the
better of the two counts.
"""
import argparse
import glob
import json
import os
import pickle
import platform
import subprocess
import sys
import tempfile

import codec_timings

# name of the message, what it is, the benchmarks that write and read it, and how many times CPython's speed is wanted
ROWS = [
    ("v1-body.pickle2", "v1 body, pickle protocol 2", "PickleBenchmarks.WriteCall", "PickleBenchmarks.ReadCall", 1),
    ("v1-rows.pickle4", "v1 body with 50 rows and a datetime, pickle 4", "PickleBenchmarks.WriteRows", "PickleBenchmarks.ReadRows", 1.5),
    ("v2-body.json", "v2 body, JSON", "JsonBenchmarks.WriteBody", "JsonBenchmarks.ReadBody", 3),
    ("redis.json", "whole Redis message: body, base64, envelope", "JsonBenchmarks.WriteRedisMessage",
     "JsonBenchmarks.ReadRedisMessage", 5),
    ("result.json", "result meta, JSON", "JsonBenchmarks.WriteResult", "JsonBenchmarks.ReadResult", 3),
]

HEAD = """# Speed of the codecs beside CPython

Written by `benchmarks/run codecs`; do not edit. {cores} cores, {system}; CPython {python} with kombu {kombu}, {dotnet}.

One thread, whole messages, per second. *CPython* is its own modules on their own (`pickle`, `json`, `base64`), the fastest that Python
can do; *Celery* is the same message through kombu, as Celery calls it. *Interop* goes from bytes to typed arguments (`int`, `int`;
`List<Row>`, `DateTimeOffset`) or a typed result, and from those to bytes. Both sides have the same bytes
(`python-fixtures/bench/messages`) and were timed alternately in the same run; *ratio* is Interop to CPython.

| message (bytes) | | CPython | Celery | Interop | ratio | to reach | | allocated |
|---|---|---|---|---|---|---|---|---|
"""


def ours(project, names, folder):
    """Nanoseconds and allocated bytes of some benchmarks, by name."""
    command = ["dotnet", "run", "-c", "Release", "--no-build", "--project", project, "--", "--artifacts", folder,
               "--inProcess", "--exporters", "briefjson", "--filter", *(f"*.{name}" for name in names)]
    done = subprocess.run(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    found = {}
    for path in glob.glob(os.path.join(folder, "results", "*-report-brief.json")):
        with open(path) as f:
            report = json.load(f)
        for case in report["Benchmarks"]:
            if case.get("Statistics"):
                found[f"{case['Type']}.{case['Method']}"] = (case["Statistics"]["Median"], case["Memory"]["BytesAllocatedPerOperation"])
    if done.returncode or not set(names) <= set(found):
        sys.exit(f"The benchmarks {names} did not run:\n{done.stdout[-3000:]}")
    return found, report["HostEnvironmentInfo"]


def check_written(project):
    """What ours writes must be for Python what Python wrote."""
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run(["dotnet", "run", "-c", "Release", "--no-build", "--project", project, "--", "--write", folder], check=True)
        for name in os.listdir(folder):
            with open(os.path.join(folder, name), "rb") as f:
                written = f.read()
            loads = pickle.loads if "pickle" in name else json.loads
            if loads(written) != loads(codec_timings.load(name)):
                sys.exit(f"{name}: what ours wrote is another value for Python.")


def cells(name, what, size, direction, python, speed, allocated, target):
    ratio = speed / python[direction]
    figures = (f"{rate:,.0f}" for rate in (python[direction], python[f"celery {direction}"], speed))
    return (f"| {what} ({size:,}) | {direction} | {' | '.join(figures)} | {ratio:.2f} × | {target} × | "
            f"{'reached' if ratio >= target else '**missed**'} | {allocated:,.0f} B |")


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--project", required=True, help="folder of benchmarks/Codecs")
    parser.add_argument("--output", required=True, help="the Markdown file")
    parser.add_argument("--only", help="name of one message; prints its rows and writes nothing")
    args = parser.parse_args()
    check_written(args.project)
    lines = []
    for name, what, write, read, target in ROWS:
        if args.only not in (None, name):
            continue
        before = codec_timings.measure(name)
        with tempfile.TemporaryDirectory() as folder:
            found, host = ours(args.project, (write, read), folder)
        after = codec_timings.measure(name)
        python = {key: max(before[key], after[key]) for key in before}
        for direction, benchmark in (("write", write), ("read", read)):
            nanoseconds, allocated = found[benchmark]
            lines.append(cells(name, what, len(codec_timings.load(name)), direction, python, 1e9 / nanoseconds, allocated, target))
            print(lines[-1], flush=True)
    if args.only:
        return
    import kombu
    head = HEAD.format(cores=os.cpu_count(), system=f"{platform.system()} {platform.machine()}", python=platform.python_version(),
                       kombu=kombu.__version__, dotnet=host["RuntimeVersion"].split(",")[0])
    os.makedirs(os.path.dirname(args.output), exist_ok=True)
    with open(args.output, "w") as f:
        f.write(head + "\n".join(lines) + "\n")


if __name__ == "__main__":
    main()
