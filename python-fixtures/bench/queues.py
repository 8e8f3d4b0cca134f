"""Measures what 20 queues and what priorities cost a worker, against one plain queue, for ours and for Python's."""
from common import PYTHON, Redis, brokers, drain, environment, log_folder, ours, parser
from measure import publish_rate, throughput

MOST = 15
VARIANTS = (("one queue", {}), ("20 queues", {"QUEUES": "20"}), ("10 priorities", {"MAX_PRIORITY": "10"}))


def rate(side, producer, broker, redis_server, env, count, rounds):
    """The best of some rounds: what else goes on takes away, and never adds."""
    rates = []
    for _ in range(rounds):
        drain(broker, redis_server, env)
        publish_rate(producer, env, count)
        # Seldom, since asking for 20 queues costs the broker 20 times as much.
        rates.append(throughput(side, env, count, pause=0.1)["rate"])
    return max(rates)


def main():
    arguments = parser(__doc__)
    arguments.add_argument("--rounds", type=int, default=2, help="the best of so many counts")
    args = arguments.parse_args()
    folder = log_folder("Redis results, tasks/s.")
    print(f"{'broker':<10} {'worker':<8}" + "".join(f"{name:>16}" + ("" if not more else f"{'cost':>9}") for name, more in VARIANTS))
    with Redis() as redis_server:
        for kind, broker in brokers(args, redis_server):
            for side, count in ((PYTHON, int(3_000 * args.scale)), (ours(args), int(80_000 * args.scale))):
                line, plain = f"{kind:<10} {side.name:<8}", None
                for _, more in VARIANTS:
                    env = environment(broker, redis_server, folder, **more)
                    got = rate(side, ours(args), broker, redis_server, env, count, args.rounds)
                    line += f"{got:>16,.0f}"
                    if plain:
                        cost = 100 * (1 - got / plain)
                        line += f"{cost:>7.1f} %" + (" MISSED" if side is not PYTHON and cost > MOST else "")
                    plain = plain or got
                print(line, flush=True)


if __name__ == "__main__":
    main()
