"""Measures what heartbeats, gossip and task events cost our worker and Python's, in one run on one machine."""
from common import PYTHON, Redis, brokers, drain, environment, log_folder, ours, parser
from measure import Side, publish_rate, throughput

QUIET = ["--without-gossip", "--without-heartbeat", "--without-mingle"]


def measure(ours, kind, broker, redis_server, scale, folder):
    env = environment(broker, redis_server, folder)
    for name, count in (("python", int(10_000 * scale)), ("interop", int(60_000 * scale))):
        rates = {}
        for events in ("none", "worker", "task"):
            side = ours if name == "interop" else PYTHON if events != "none" else Side(name, PYTHON.worker + QUIET, PYTHON.producer)
            drain(broker, redis_server, env)
            publish_rate(ours, env, count)
            rates[events] = throughput(side, {**env, "EVENTS": events}, count)["rate"]
        loss = {events: 100 * (1 - rates[events] / rates["none"]) for events in rates}
        print(f"{kind:<10} {name:<8} {rates['none']:>12,.0f} {rates['worker']:>12,.0f} {loss['worker']:>7.1f} % "
              f"{rates['task']:>12,.0f} {loss['task']:>7.1f} %", flush=True)


def main():
    args = parser(__doc__).parse_args()
    folder = log_folder("Redis results, tasks/s.")
    print(f"{'broker':<10} {'worker':<8} {'no events':>12} {'heartbeat, gossip':>22} {'and task events':>22}")
    with Redis() as redis_server:
        for kind, broker in brokers(args, redis_server):
            measure(ours(args), kind, broker, redis_server, args.scale, folder)


if __name__ == "__main__":
    main()
