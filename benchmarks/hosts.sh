# Sourced by run and soak: finds a Python with Celery and builds the hosts that are measured.
for candidate in "${INTEROP_PYTHON:-}" /usr/bin/python3 python3; do
  if [ -n "$candidate" ] && "$candidate" -c 'import celery, redis, amqp' >/dev/null 2>&1; then python=$candidate; break; fi
done
[ -n "${python:-}" ] || { echo "Python's half needs python3-celery and python3-redis (./test installs them)." >&2; exit 1; }
worker=benchmarks/WorkerHost/bin/Release/net10.0/WorkerHost
producer=benchmarks/ProducerHost/bin/Release/net10.0/ProducerHost
if [ "${1:-}" != codecs ] && [ -z "${INTEROP_NO_BUILD:-}" ]; then
  dotnet build benchmarks/WorkerHost -c Release --nologo -v quiet
  dotnet build benchmarks/ProducerHost -c Release --nologo -v quiet
fi
