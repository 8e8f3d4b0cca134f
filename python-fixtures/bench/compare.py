"""Measures our worker and producer beside Python's, in one run on one machine, and prints ratios."""
from common import PYTHON, Redis, brokers, drain, environment, header, log_folder, ours, parser, row
from measure import publish_rate, round_trip, start_to_first_result, throughput


def compare(ours, kind, broker, redis_server, scale, folder):
    env = environment(broker, redis_server, folder)
    targets = {"Redis": (15, 20, 0.70, 25, 4), "RabbitMQ": (8, 5, 0.85, 2.5, None)}[kind]

    def preloaded(side, count, ignore):
        drain(broker, redis_server, env)
        publish_rate(ours, env, count, IGNORE_RESULT=ignore)
        return throughput(side, {**env, "IGNORE_RESULT": ignore}, count)

    for ignore, target in (("0", targets[0]), ("1", targets[1])):
        what = "results ignored" if ignore == "1" else "Redis results"
        python = preloaded(PYTHON, int(10_000 * scale), ignore)
        mine = preloaded(ours, int(60_000 * scale), ignore)
        row(f"{kind} broker, {what}", python["rate"], mine["rate"], "tasks/s", False, target)
        row("  CPU per 1,000 tasks", python["cpu"], mine["cpu"], "s", True, 0.03 / 0.57 if kind == "Redis" else 1)
        row("  memory of the worker (target: 90 MB)", python["memory"], mine["memory"], "MB", True, 90 / python["memory"])
    drain(broker, redis_server, env)
    row(f"{kind} round trip one at a time, p50", round_trip(PYTHON, env, int(1000 * scale)),
        round_trip(ours, env, int(1000 * scale)), "ms", True, targets[2])
    drain(broker, redis_server, env)
    python = publish_rate(PYTHON, env, int(10_000 * scale))
    drain(broker, redis_server, env)
    row(f"{kind} publishing, many in flight", python, publish_rate(ours, env, int(100_000 * scale)), "msg/s", False, targets[3])
    drain(broker, redis_server, env)
    if targets[4]:
        row(f"{kind} publishing, awaited one by one", python,
            publish_rate(ours, env, int(20_000 * scale), IN_FLIGHT="1"), "msg/s", False, targets[4])
        drain(broker, redis_server, env)
    if kind == "Redis":
        publish_rate(ours, env, 1)
        python = start_to_first_result(PYTHON, env)
        drain(broker, redis_server, env)
        publish_rate(ours, env, 1)
        row("process start to first result", python, start_to_first_result(ours, env), "s", True, 0.5 / 1.26)


def compare_pools(ours, redis_server, scale, folder):
    env = environment(redis_server, redis_server, folder, POOL="Processes")
    rates = []
    for side, count in ((PYTHON, int(10_000 * scale)), (ours, int(40_000 * scale))):
        drain(redis_server, redis_server, env)
        publish_rate(ours, env, count)
        rates.append(throughput(side, env, count))
    python, mine = rates
    row("prefork / process pool, Redis broker and results", python["rate"], mine["rate"], "tasks/s", False, 4)
    row("  CPU per 1,000 tasks", python["cpu"], mine["cpu"], "s", True, 1)
    row("  memory of worker and children", python["memory"], mine["memory"], "MB", True, (90 + 2 * 45) / python["memory"])
    row("  memory of a child (target: 45 MB)", python["child"], mine["child"], "MB", True, 45 / python["child"])


def main():
    arguments = parser(__doc__)
    arguments.add_argument("--pool", action="store_true", help="the process pool beside prefork, instead of all that")
    args = arguments.parse_args()
    folder = log_folder("")
    header()
    with Redis() as redis_server:
        if args.pool:
            return compare_pools(ours(args), redis_server, args.scale, folder)
        for kind, broker in brokers(args, redis_server):
            compare(ours(args), kind, broker, redis_server, args.scale, folder)


if __name__ == "__main__":
    main()
