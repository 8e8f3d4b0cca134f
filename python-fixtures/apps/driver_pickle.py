"""Pickles for the tests of the codec: samples of everything that travels, and the comparison of two values."""
import base64
import collections
import datetime
import decimal
import enum
import fractions
import http
import json
import pickle
import struct
import sys
import uuid

import billiard.exceptions
import kombu.exceptions
from billiard.einfo import ExceptionInfo
from celery import Celery, chain, chord, exceptions, group, states
from celery.canvas import signature
from celery.result import AsyncResult, EagerResult, GroupResult
from celery.utils.collections import AttributeDict
from celery.utils.serialization import UnpickleableExceptionWrapper
from celery.utils.time import timezone as celery_timezone

__all__ = [
    "command_pickle_check_samples", "command_pickle_compare", "command_pickle_einfo", "command_pickle_einfo_text",
    "command_pickle_results", "command_pickle_samples", "command_pickle_write",
]

Point = collections.namedtuple("Point", "x y")


class Color(enum.Enum):
    RED = 1
    BLUE = "blue"


class Access(enum.IntFlag):
    READ = 1
    WRITE = 2


class Outer:
    class InnerError(Exception):
        pass


class StatefulError(Exception):
    def __init__(self, code, text):
        super().__init__(code, text)
        self.code = code


def samples():
    """Name and value of everything a message may hold."""
    at = datetime.datetime(2026, 1, 2, 3, 4, 5, 678)
    app = Celery("samples", broker="memory://", backend="cache+memory://", set_as_current=False)
    step = signature("tasks.add", args=(1, 2), app=app)
    looped, entwined, mapped = [1], ([],), {}
    looped.append(looped)
    entwined[0].append(entwined)
    mapped["self"] = mapped
    shared = [1, 2]
    yield "plain", [None, True, False, 0, -1, 255, 256, 65535, 65536, 2**31 - 1, 2**31, -2**31 - 1, 2**63, 2**70, -2**2000, 1.5,
                    -0.0, float("inf"), 1e300, "", "é😀\0\\\n\r\x1a", "\ud800x", b"", b"\0\xff", b"x" * 300, bytearray(b"\xe9"),
                    bytearray(), (), (1,), (1, 2, 3, 4), [], {}, {1: "a", None: (2,), (1, "b"): 3.5, b"k": 0}, set(), {1, "a"},
                    frozenset(), frozenset({1, (2,)}), 1 + 2j, "x" * 300]
    yield "long list", list(range(2500)) + [{"k%d" % i: i for i in range(2500)}, set(range(2500))]
    yield "times", [at, at.date(), at.time(), datetime.timedelta(-1, 2, 3), datetime.timedelta.max, datetime.datetime.min,
                    datetime.datetime.max, datetime.time(1, 2, fold=1)]
    for name, zone in zones():
        yield f"datetime {name}", at.replace(tzinfo=zone)
        yield f"datetime in summer {name}", at.replace(month=7, tzinfo=zone)
    yield "time aware", datetime.time(1, 2, 3, 4, tzinfo=datetime.timezone(datetime.timedelta(hours=-2)))
    yield "numbers", [decimal.Decimal("1.10"), decimal.Decimal("-1E+30"), decimal.Decimal("NaN"), decimal.Decimal("-Infinity"),
                      fractions.Fraction(-1, 3), uuid.UUID(int=5), uuid.UUID(int=2**128 - 1), uuid.UUID(int=7, is_safe=uuid.SafeUUID.unsafe)]
    yield "collections", [collections.OrderedDict(b=1, a=2), collections.OrderedDict(), collections.defaultdict(list, a=[1]),
                          collections.defaultdict(None, a=1), collections.deque([1, 2], 5), collections.deque([1]),
                          collections.Counter("aab"), range(1, 10, 3), slice(1, None, 2), AttributeDict(a=1)]
    yield "names", [int, str, type(None), ValueError, datetime.datetime, Color, Ellipsis, NotImplemented]
    yield "enums", [Color.RED, Color.BLUE, Access.READ | Access.WRITE, Access.READ, http.HTTPStatus.OK, {Color.RED: 1}]
    yield "named tuple", Point(1, [2])
    yield "shared", [shared, shared, {"again": shared}]
    yield "loop in a list", looped
    yield "loop in a tuple", entwined
    yield "loop in a map", mapped
    for error in errors():
        yield f"error {type(error).__name__}", error
    yield "state", states.state("SUCCESS")
    yield "signature", step
    yield "group", group([step, step.clone()], app=app)
    yield "chain", signature(dict(chain(step, step.clone(), app=app)), app=app)
    yield "chord", chord([step.clone()], step.clone(), app=app)
    yield "linked", step.clone().set(link=step.clone())
    yield "results", [EagerResult("id", 3, "SUCCESS")]
    if sys.version_info < (3, 12):
        yield "nested class", Outer.InnerError("x")


def zones():
    yield "utc", datetime.timezone.utc
    yield "fixed", datetime.timezone(datetime.timedelta(hours=2), "X")
    yield "negative", datetime.timezone(-datetime.timedelta(hours=3, minutes=30))
    yield "celery", celery_timezone.local
    for name, make in (("pytz", _pytz), ("dateutil", _dateutil), ("zoneinfo", _zoneinfo)):
        try:
            made = list(make())
        except ImportError:
            continue
        for i, zone in enumerate(made):
            yield f"{name} {i}", zone


def _pytz():
    import pytz
    at = datetime.datetime(2026, 1, 2)
    return (pytz.utc, pytz.timezone("Europe/Paris").localize(at).tzinfo, pytz.timezone("Etc/GMT+5"), pytz.FixedOffset(90))


def _dateutil():
    from dateutil import tz
    return (tz.tzutc(), tz.tzoffset("A", 3600), tz.tzlocal(), tz.gettz("America/New_York"))


def _zoneinfo():
    import zoneinfo
    return (zoneinfo.ZoneInfo("Europe/Berlin"), zoneinfo.ZoneInfo("Etc/UTC"))


def errors():
    yield from (ValueError("a", 1), KeyError("x"), FileNotFoundError(2, "no", "f"), UnicodeDecodeError("ascii", b"\xff", 0, 1, "r"),
                StatefulError(1, "x"), exceptions.Retry("m", ValueError("x"), when=5), exceptions.Ignore(),
                exceptions.Reject("r", True), exceptions.MaxRetriesExceededError("x", task_args=(1,)),
                billiard.exceptions.TimeLimitExceeded(3), billiard.exceptions.WorkerLostError("x"), exceptions.ChordError("c"),
                UnpickleableExceptionWrapper("m", "C", ["a"], "t"), kombu.exceptions.OperationalError("x"), Outer.InnerError("y"))


def einfo():
    try:
        raise StatefulError(2, "y")
    except StatefulError:
        return ExceptionInfo()


def same(a, b, path="", seen=None):
    """None when two values are equal with the same types all through, else where they differ."""
    seen = set() if seen is None else seen
    if (id(a), id(b)) in seen:
        return None
    seen.add((id(a), id(b)))
    a = dict(a) if isinstance(a, AttributeDict) else str(a) if isinstance(a, states.state) else a  # read as what they extend
    if type(a) is not type(b):
        return f"{path}: {type(a)} is not {type(b)}"
    if isinstance(a, float):
        equal = struct.pack(">d", a) == struct.pack(">d", b) or a != a and b != b
    elif isinstance(a, complex):
        return same((a.real, a.imag), (b.real, b.imag), path, seen)
    elif isinstance(a, decimal.Decimal):
        equal = str(a) == str(b)
    elif isinstance(a, datetime.datetime):
        equal = a.replace(tzinfo=None) == b.replace(tzinfo=None) and a.utcoffset() == b.utcoffset()
    elif isinstance(a, datetime.time):
        equal = a.isoformat() == b.isoformat()
    elif isinstance(a, BaseException):
        return same((a.args, a.__dict__), (b.args, b.__dict__), path, seen)
    elif isinstance(a, dict):
        return same([(k, v) for k, v in a.items()], [(k, v) for k, v in b.items()], path + "{}", seen)
    elif isinstance(a, (list, tuple, collections.deque)):
        if len(a) != len(b):
            return f"{path}: {len(a)} items are not {len(b)}"
        differences = (same(x, y, f"{path}[{i}]", seen) for i, (x, y) in enumerate(zip(a, b)))
        return next((difference for difference in differences if difference), None)
    elif isinstance(a, EagerResult):
        equal = a.id == b.id and a.result == b.result
    else:
        equal = a == b
    return None if equal else f"{path}: {a!r} is not {b!r}"


def command_pickle_samples(protocol):
    return [[name, base64.b64encode(pickle.dumps(value, protocol)).decode()] for name, value in samples()]


def command_pickle_check_samples(pickles):
    """Where what another writer made of the samples differs from what CPython itself makes of them: not all of them are given
    back as they were (in Celery 5.0 a Retry and a chord)."""
    made = {name: pickle.loads(pickle.dumps(value)) for name, value in samples()}
    return [f"{name}: {difference}" for name, body in pickles
            for difference in [_compare(made[name], base64.b64decode(body))] if difference]


def command_pickle_einfo(protocol):
    return base64.b64encode(pickle.dumps(einfo(), protocol)).decode()


def command_pickle_einfo_text(body):
    return str(pickle.loads(base64.b64decode(body)))


def command_pickle_results():
    app = Celery("samples", broker="memory://", backend="cache+memory://", set_as_current=False)
    results = [AsyncResult("id", app=app, parent=AsyncResult("p", app=app)), GroupResult("g", [AsyncResult("a", app=app)], app=app)]
    return [base64.b64encode(pickle.dumps(results, protocol)).decode() for protocol in range(6)]


def command_pickle_write(values, protocol):
    """Pickles of values given in the tagged form, as a JSON text."""
    return [base64.b64encode(pickle.dumps(untag(value), protocol)).decode() for value in json.loads(values)]


def command_pickle_compare(values, pickles):
    """Where pickles differ from values given in the tagged form, as a JSON text."""
    compared = [(i, _compare(untag(value), base64.b64decode(body))) for i, (value, body) in enumerate(zip(json.loads(values), pickles))]
    return [f"{i}: {difference}" for i, difference in compared if difference]


def _compare(expected, body):
    try:
        return same(expected, pickle.loads(body))
    except Exception as error:  # what a test failure shows
        return f"{type(error).__name__}: {error}"


def untag(value):
    if isinstance(value, list):
        return [untag(item) for item in value]
    if not isinstance(value, dict):
        return value
    tag = next(iter(value), "")
    if not tag.startswith("$"):
        return {key: untag(item) for key, item in value.items()}
    given = value[tag]
    if tag in ("$exception", "$object"):
        return _made(given, value)
    return _UNTAG[tag](given)


def _made(name, value):
    args = untag(value.get("args", []))
    if name.startswith("celery.canvas."):
        return signature(*args)
    module, _, qualname = name.partition(":")
    __import__(module)
    kind = sys.modules[module]
    for part in qualname.split("."):
        kind = getattr(kind, part)
    made = kind(*args)
    for item in value.get("items", []):
        made.append(untag(item))
    for key, item in value.get("pairs", []):
        made[untag(key)] = untag(item)
    if "state" in value:
        made.__dict__.update(untag(value["state"]))
    return made


def _named(name):
    module, _, qualname = name.partition(":")
    __import__(module)
    return type(None) if qualname == "NoneType" else getattr(sys.modules[module], qualname)


_UNTAG = {
    "$int": int,
    "$float": float,
    "$complex": lambda parts: complex(float(parts[0]), float(parts[1])),
    "$bytes": base64.b64decode,
    "$bytearray": lambda text: bytearray(base64.b64decode(text)),
    "$codepoints": lambda points: "".join(map(chr, points)),
    "$tuple": lambda items: tuple(untag(items)),
    "$set": lambda items: set(untag(items)),
    "$frozenset": lambda items: frozenset(untag(items)),
    "$dict": lambda pairs: {untag(key): untag(item) for key, item in pairs},
    "$datetime": datetime.datetime.fromisoformat,
    "$date": datetime.date.fromisoformat,
    "$time": datetime.time.fromisoformat,
    "$timedelta": lambda parts: datetime.timedelta(*parts),
    "$decimal": decimal.Decimal,
    "$uuid": uuid.UUID,
    "$class": _named,
}
