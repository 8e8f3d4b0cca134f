"""Makes ids, clock, process id and host name the same in every run."""
import datetime
import os
import socket
import uuid

#: The instant of every message and result unless a case sets another one.
NOW = datetime.datetime(2026, 1, 2, 3, 4, 5, 678901)
OID = "0d000000-0000-3000-8000-000000000001"
HOST = "fixture"
PID = 4242

now = NOW
_count = 0


def reset():
    """Start a new case: ids count from 1 again, the clock is back at NOW."""
    global _count, now
    _count = 0
    now = NOW


def next_id():
    global _count
    _count += 1
    return uuid.UUID(f"00000000-0000-4000-8000-{_count:012x}")


class FrozenDatetime(datetime.datetime):
    @classmethod
    def utcnow(cls):
        return now

    @classmethod
    def now(cls, tz=None):
        aware = now.replace(tzinfo=datetime.timezone.utc)
        return aware.astimezone(tz) if tz else now


def install():
    uuid.uuid4 = next_id
    os.getpid = lambda: PID
    socket.gethostname = lambda: HOST
    import celery.backends.base
    celery.backends.base.datetime = FrozenDatetime
