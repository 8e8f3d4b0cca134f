"""The values that every serializer is given: (name, function that makes it)."""
from collections import Counter, OrderedDict, defaultdict, deque
from datetime import date, datetime, time, timedelta, timezone
from decimal import Decimal
from fractions import Fraction
from uuid import UUID

from . import zones
from .fixture_app import Colour, Ledger, Level, PaymentError, Point, Rights

INTEGERS = [0, 1, -1, 127, 128, -128, -129, 255, 256, 32767, 32768, 65535, 65536, -32768, -32769, 2**31 - 1, 2**31, -2**31, -2**31 - 1,
            2**32, 2**53, 2**53 + 1, 2**63 - 1, 2**63, -2**63, -2**63 - 1, 2**64 - 1, 2**64, 10**40, -10**40, 2**2100, -2**2100]
FLOATS = [0.0, -0.0, 1.0, -1.5, 0.1, 1 / 3, 1e16, 1e100, 1e-5, 5e-324, 1.7976931348623157e308,
          float("nan"), float("inf"), float("-inf")]
TEXTS = {
    "empty": "", "ascii": "hello", "latin": "caf\u00e9", "bmp": "\u4f60\u597d", "astral": "\U0001f600 \U00010348",
    "lone-high": "a\ud800b", "lone-low": "\udc00", "nul": "a\x00b", "controls": "\x01\x1a\x1f\x7f\x80\x85\x9f", "lines": "a\nb\r\nc\td",
    "quotes": "it's \"quoted\" \\ back", "separators": "\u2028\u2029\ufeff", "escapes": "\\u0041 \\n \\x41", "long": "x" * 300,
    "long-astral": "\U0001f600" * 80, "number": "017", "yes": "yes", "tilde": "~", "date": "2026-01-02", "float": "1e3", "colon": "a: b",
    "dash": "- a", "spaces": "  a  ", "hash": "a # b", "exclamation": "!!binary a", "merge": "<<", "equals": "=",
}
BYTES = {"empty": b"", "ascii": b"abc", "utf8": "caf\u00e9".encode(), "all": bytes(range(256)), "long": b"\xff" * 300}
DECIMALS = ["0", "1.10", "-0", "1E+5", "0.0000001", "123456789012345678901234567890.123456789", "NaN", "sNaN", "Infinity", "-Infinity"]
ERRORS = [ValueError("bad"), ValueError(), KeyError("missing"), OSError(2, "No such file"), OSError(2, "No such file", "name.txt"),
          UnicodeDecodeError("utf-8", b"\xff", 0, 1, "invalid start byte"), StopIteration(5), SystemExit(1), PaymentError("declined", {"code": 7}),
          Ledger.ClosedError("closed")]


def _with_attribute():
    error = PaymentError("declined")
    error.code = 7
    return error


def _shared():
    inner = [1]
    return [inner, inner, {"again": inner}]


def _recursive_list():
    value = [1]
    value.append(value)
    return value


def _recursive_map():
    value = {}
    value["self"] = value
    return value


def _recursive_tuple():
    inner = []
    value = (1, inner)
    inner.append(value)
    return value


def _nested(depth):
    value = 1
    for _ in range(depth):
        value = [value, {"k": (value,)}] if depth < 6 else [value]
    return value


def _containers():
    return {
        "list-empty": [], "list": [1, "a", None, True, 1.5], "list-1001": list(range(1001)), "tuple-empty": (), "tuple-1": (1,), "tuple-2": (1, 2),
        "tuple-3": (1, 2, 3), "tuple-4": (1, 2, 3, 4), "tuple-nested": ((), ((1,), [2, (3,)])), "map-empty": {}, "map": {"a": 1, "b": [2, {"c": None}]},
        "map-1001": {f"k{i}": i for i in range(1001)}, "map-keys": {1: "a", "1": "b", 2.5: "c", None: "d", False: "e"}, "map-tuple-key": {(1, 2): 3},
        "map-bytes-key": {b"k": b"v"}, "map-empty-key": {"": ""}, "map-marker": {"__type__": "uuid", "__value__": 1}, "set-empty": set(), "set": {1, 2, 3},
        "set-texts": {"a", "b", "c"}, "frozenset-empty": frozenset(), "frozenset": frozenset([1, "a"]), "set-of-frozensets": {frozenset([1]), frozenset()},
        "nested-4": _nested(4), "nested-50": _nested(50), "shared": _shared(), "recursive-list": _recursive_list(), "recursive-map": _recursive_map(),
        "recursive-tuple": _recursive_tuple(), "ordered": OrderedDict([("b", 1), ("a", 2)]), "defaultdict": defaultdict(list, {"a": [1]}),
        "counter": Counter("aab"), "deque": deque([1, 2]), "deque-limit": deque([1, 2], 5), "range": range(0, 10, 3),
    }


def _times():
    utc, east = timezone.utc, timezone(timedelta(hours=5, minutes=30))
    return {
        "datetime": datetime(2026, 1, 2, 3, 4, 5, 678901), "datetime-whole": datetime(2026, 1, 2, 3, 4, 5), "datetime-min": datetime.min,
        "datetime-max": datetime.max, "datetime-utc": datetime(2026, 1, 2, 3, 4, 5, 678901, utc), "datetime-east": datetime(2026, 1, 2, 3, 4, 5, 0, east),
        "datetime-west": datetime(2026, 1, 2, 3, 4, 5, 6, timezone(timedelta(hours=-3, minutes=-30))),
        "datetime-seconds": datetime(2026, 1, 2, 3, 4, 5, 6, timezone(timedelta(seconds=3661))),
        "datetime-named": datetime(2026, 1, 2, 3, 4, 5, 6, timezone(timedelta(hours=1), "XST")), "datetime-fold": datetime(2026, 10, 25, 2, 30, fold=1),
        **zones.datetimes(), "date": date(2026, 1, 2), "date-min": date.min, "date-max": date.max, "time": time(3, 4, 5), "time-micros": time(3, 4, 5, 6),
        "time-utc": time(3, 4, 5, tzinfo=utc), "time-east": time(3, 4, 5, 6, east), "timedelta-zero": timedelta(0), "timedelta": timedelta(1, 2, 3),
        "timedelta-negative": timedelta(microseconds=-1), "timedelta-max": timedelta.max, "timezone": east,
    }


def _objects():
    errors = {f"exception-{i}-{type(error).__name__}": error for i, error in enumerate(ERRORS)}
    return {
        "uuid": UUID("12345678-1234-5678-1234-567812345678"), "uuid-zero": UUID(int=0), "fraction": Fraction(1, 3), "fraction-negative": Fraction(-10**20, 7),
        "complex": 1.5 - 2j, "complex-nan": complex(float("nan"), float("-inf")), "bytearray-empty": bytearray(), "bytearray": bytearray(b"a\x00\xff"),
        "enum": Colour.RED, "enum-int": Level.HIGH, "enum-flag": Rights.READ | Rights.WRITE, "namedtuple": Point(1, y=2), **errors,
        "exception-attribute": _with_attribute(), "class": ValueError, "class-builtin": dict, "class-nested": Ledger.ClosedError,
    }


def catalogue():
    """(name, value) of all."""
    yield from (("none", None), ("true", True), ("false", False))
    yield from ((f"int-{i}", value) for i, value in enumerate(INTEGERS))
    yield from ((f"float-{i}", value) for i, value in enumerate(FLOATS))
    for prefix, values in (("text", TEXTS), ("bytes", BYTES)):
        yield from ((f"{prefix}-{name}", value) for name, value in values.items())
    yield from ((f"decimal-{i}", Decimal(text)) for i, text in enumerate(DECIMALS))
    for values in (_containers(), _times(), _objects()):
        yield from values.items()
