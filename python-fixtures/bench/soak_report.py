"""The report of a soak run: the command line, versions, samples over time, and a verdict."""
import os
import platform
import shutil
import statistics
import subprocess


def output(*command):
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=60, stdin=subprocess.DEVNULL)
        return done.stdout.strip().splitlines()[0] if done.stdout.strip() else "unknown"
    except OSError:
        return "unknown"


def rabbitmq_version():
    folder = "/usr/lib/rabbitmq/lib"
    found = [name for name in (os.listdir(folder) if os.path.isdir(folder) else []) if name.startswith("rabbitmq_server-")]
    return found[0].removeprefix("rabbitmq_server-") if found else "unknown"


def versions(broker):
    yield "Interop", output("git", "rev-parse", "--short", "HEAD")
    yield ".NET", output("dotnet", "--version") + " (SDK)"
    yield "Redis", output(shutil.which("redis-server") or "redis-server", "--version")
    if broker == "rabbitmq":
        yield "RabbitMQ", rabbitmq_version()
    yield "System", f"{platform.system()} {platform.release()}, {os.cpu_count()} processors"


def thirds(samples, name):
    """Medians of the second and of the last third: the first is warm-up."""
    values = [line[name] for line in samples]
    third = max(1, len(values) // 3)
    return statistics.median(values[third:-third] or values), statistics.median(values[-third:])


def verdicts(samples, book):
    yield "no message lost", book["lost"] == 0, f"{book['sent']:,} sent, {book['lost']:,} lost, {book['twice']:,} runs more than once"
    for number in (0, 1):
        middle, last = thirds(samples, f"rss{number}")
        yield (f"memory of worker {number + 1} flat", last <= middle * 1.1 + 2,
               f"median of the second third {middle:.1f} MB, of the last {last:.1f} MB")
        middle, last = thirds(samples, f"handles{number}")
        yield (f"handles of worker {number + 1} flat", last <= middle + 3,
               f"median of the second third {middle:.0f}, of the last {last:.0f}")


def write_report(path, broker, command, samples, book):
    """True when the verdict is good in every respect."""
    found = list(verdicts(samples, book))
    lines = [
        f"# Soak: {'Redis' if broker == 'redis' else 'RabbitMQ'}", "",
        f"    {command}", "",
        "Two workers and one producer reach the broker and the result backend through a proxy that resets all their connections at the",
        "interval given by `--losses`, every fifth time refusing new ones for three seconds. Tasks are acknowledged late and store their",
        "results in Redis; task events are sent. Every run writes a line to a ledger before it ends.", "",
        "| | |", "|---|---|", *(f"| {name} | {version} |" for name, version in versions(broker)), "",
        "| verdict | | |", "|---|---|---|",
        *(f"| {name} | {'yes' if good else '**no**'} | {why} |" for name, good, why in found), "",
        f"The producer tried {book['again']:,} publishes again. Tasks that were running or unacknowledged when a connection went are "
        "delivered again;", "that is what runs more than once.", "",
        "| s | losses | waiting | runs | RSS 1, MB | RSS 2, MB | handles 1 | handles 2 | threads 1 | threads 2 |",
        "|---|---|---|---|---|---|---|---|---|---|",
        *(f"| {s['seconds']:.0f} | {s['losses']} | {s['waiting']:,} | {s['runs']:,} | {s['rss0']:.1f} | {s['rss1']:.1f} "
          f"| {s['handles0']} | {s['handles1']} | {s['threads0']} | {s['threads1']} |" for s in samples), "",
    ]
    os.makedirs(os.path.dirname(os.path.abspath(path)), exist_ok=True)
    with open(path, "w") as f:
        f.write("\n".join(lines))
    for name, good, why in found:
        print(f"{name:<28} {'yes' if good else 'NO':<4} {why}")
    print(f"Written: {path}. Logs: {book['logs']}")
    return all(good for _, good, _ in found)
