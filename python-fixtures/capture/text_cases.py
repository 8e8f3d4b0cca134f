"""Texts: saferepr, kombu's JSON in both directions, isoformat."""
from datetime import date, datetime, time, timedelta, timezone
from decimal import Decimal
from uuid import UUID

from celery.utils.iso8601 import parse_iso8601
from celery.utils.saferepr import saferepr
from kombu.utils.json import dumps, loads

from . import freeze
from .tagged import tag

FLOATS = [0.0, -0.0, 1.0, -1.5, 0.1, 1 / 3, 1e15, 1e16, 123456789012345680.0, 1e17, 1e22, 1e23, 1e100, 1e-4, 1e-5, 1.5e-7,
          5e-324, 2.2250738585072014e-308, 1.7976931348623157e308, 9007199254740993.0, 100.0, 1e21, 0.00012345,
          float("nan"), float("inf"), float("-inf")]
INTEGERS = [0, 1, -1, 2**31, 2**53, 2**63 - 1, 2**63, 2**64, -2**63, -2**63 - 1, 10**40, -10**40]
TEXTS = ["", "a", "it's", 'say "hi"', "both ' and \"", "back\\slash", "new\nline\r\ttab", "\x00\x01\x1f\x7f\x80\x9f",
         "caf\u00e9", "\u4f60\u597d", "\U0001f600", "\ud800", "a\udc00b", "\u2028\u2029", "</script>&", "\ufeff", "\u200b", "\b\f\v"]
TIMES = [datetime(2026, 1, 2, 3, 4, 5), datetime(2026, 1, 2, 3, 4, 5, 6), datetime(2026, 1, 2, 3, 4, 5, 600000),
         datetime(2026, 1, 2), datetime(1, 1, 1), datetime(9999, 12, 31, 23, 59, 59, 999999),
         datetime(2026, 1, 2, 3, 4, 5, tzinfo=timezone.utc), datetime(2026, 1, 2, 3, 4, 5, 678901, tzinfo=timezone.utc),
         datetime(2026, 1, 2, 3, 4, 5, tzinfo=timezone(timedelta(hours=2))),
         datetime(2026, 1, 2, 3, 4, 5, 6, tzinfo=timezone(timedelta(hours=-3, minutes=-30))),
         datetime(2026, 1, 2, 3, 4, 5, tzinfo=timezone(timedelta(seconds=3661))),
         date(2026, 1, 2), time(3, 4, 5), time(3, 4, 5, 6), time(3, 4, tzinfo=timezone.utc), time(0)]
OTHERS = [Decimal("1.10"), Decimal("1E+5"), Decimal("-0"), Decimal("NaN"), Decimal("0.0000001"), Decimal("Infinity"),
          UUID("12345678-1234-5678-1234-567812345678"), b"plain", b"caf\xc3\xa9", b"\xff\x00", b""]
CONTAINERS = [[], {}, [1, 2], (), (1,), (1, 2), {"a": 1, "b": [2, {"c": None}]}, [[[[[[1]]]]]], {1: "a", True: "b"},
              {None: 1, False: 2, 1.5: 3, 10**20: 4}, [True, False, None], {"b": 1, "a": 2}, {"": ""}]


def _deep_list(depth):
    value = 1
    for _ in range(depth):
        value = [value]
    return value


def _deep_dict(depth):
    value = 1
    for _ in range(depth):
        value = {"k": value}
    return value


REPRS = [
    *FLOATS, *INTEGERS, *TEXTS, *TIMES, *OTHERS, *CONTAINERS, None, True, False, set(), {1}, {1, 2, 3}, {"a"}, frozenset(),
    frozenset([1, 2]), *[_deep_list(depth) for depth in range(1, 8)], *[_deep_dict(depth) for depth in range(1, 8)],
    ((((1,),),),), [(1,), (2, 3), ()], [(), [], {}, set()], {"a": (1,), "b": [()], "c": {}}, {(1, 2): "tuple key"}, {"a": {1}},
    {b"k": b"v"}, ("it's",), {"it's": "it's"}, {"q": 'say "hi"'}, ["caf\u00e9", "\U0001f600"], ("line\nbreak",),
    {"a": {"b": {"c": {"d": 1}}}}, [{"a": [{"b": [1]}]}], ([1, [2, [3, [4, [5]]]]],), (b"\xff", b"text"),
    [Decimal("1.5"), UUID(int=1), datetime(2026, 1, 2)], {"when": datetime(2026, 1, 2, tzinfo=timezone.utc)},
    (1.0, 1e16, float("nan")), {"x": 1, "y": "two", "z": None, "t": True},
]


def _limited():
    """(value, maxlen): where the text is cut."""
    values = [
        list(range(300)), tuple(range(300)), set(range(300)), {i: i for i in range(150)}, {f"key{i}": "v" * 10 for i in range(100)},
        "x" * 1100, ("x" * 1100,), ["x" * 500, "y" * 500, "z" * 500], {"a": "x" * 1100}, {"a": "x" * 1100, "b": 1},
        [[1] * 350], ([list(range(50)) for _ in range(8)],), ["\u00e9" * 1100], ("it's " * 300,), b"x" * 1100, [b"x" * 1100],
        ("short", "x" * 1010), ("x" * 1018,), ("x" * 1019,), ("x" * 1020,), ("x" * 1021,), ("x" * 1022,), 10**2000 // 7,
        (10**1500, 1, 2), {"k" * 1100: 1}, ({"a": list(range(300))}, "tail"), [Decimal("1.5")] * 100,
    ]
    samples = [(value, 1024) for value in values]
    samples += [(value, maxlen) for value in ((1, 2, 3), ["abcdef", "ghijkl"], {"abc": "def", "g": [1, 2]}, "abcdefghij", ("abcdefghij",))
                for maxlen in (1, 2, 3, 4, 5, 6, 8, 10, 12, 16, 20)]
    return samples


def _shortened(value):
    text = repr(value)
    return text if len(text) <= 200 else text[:200] + " ..."


def _generate_saferepr(writer):
    samples = [{"value": tag(value), "maxlen": None, "repr": saferepr(value)} for value in REPRS]
    writer.add("saferepr", "saferepr", "saferepr without a length limit", {"samples": samples})
    samples = [{"python": _shortened(value), "value": tag(value), "maxlen": maxlen, "repr": saferepr(value, maxlen)}
               for value, maxlen in _limited()]
    writer.add("saferepr-limited", "saferepr", "saferepr with a length limit (1024 is that of argsrepr)", {"samples": samples})


def _try(function, argument):
    try:
        return function(argument), None
    except Exception as error:
        return None, type(error).__name__


DECODE = [
    "null", "true", "1", "-0", "-0.0", "1.0", "1e5", "1E400", "-1e400", "0.1", "1e-400", "12345678901234567890123456789",
    '"a"', '"\\ud800"', '"\\ud83d\\ude00"', '"\\u0000"', '"\\/"', "NaN", "Infinity", "-Infinity", "[NaN]", "[]", "{}",
    " [ 1 , 2 ] ", '{"a":1,"a":2}', '{"a": {"b": [1, 2.5, "x", null, true]}}', '"caf\u00e9"', '"\U0001f600"', "[1,]", "{'a':1}",
    "", "nan", "01", "1.", ".5", "+1", '"\n"', '"\\x"', "[1", "[1] 2", "\ufeff1", '{"__type__": "datetime", "__value__": "2026-01-02T03:04:05"}',
    '{"__type__": "datetime", "__value__": "2026-01-02T03:04:05.678901+00:00"}', '{"__type__": "date", "__value__": "2026-01-02"}',
    '{"__type__": "time", "__value__": "03:04:05"}', '{"__type__": "decimal", "__value__": "1.10"}',
    '{"__type__": "uuid", "__value__": {"hex": "12345678123456781234567812345678"}}', '{"__type__": "bytes", "__value__": "abc"}',
    '{"__type__": "base64", "__value__": "/wA="}', '{"__type__": "nobody", "__value__": 1}', '{"__type__": "date", "__value__": "2026-01-02", "more": 1}',
    '{"__type__": "date"}', '{"__value__": 1}', '[{"a": {"__type__": "date", "__value__": "2026-01-02"}}]',
]


def _generate_json(writer):
    values = [*FLOATS, *INTEGERS, *TEXTS, *TIMES, *OTHERS, *CONTAINERS, None, True, False, {1}, object,
              [FLOATS], {"t": TIMES[:3]}, {"nested": {"uuid": UUID(int=1), "when": [TIMES[7]]}}]
    samples = []
    for value in values:
        text, error = _try(dumps, value)
        samples.append({"python": repr(value), "value": tag(value), "json": text, "error": error})
    writer.add("json-encode", "json-encode", "kombu.utils.json.dumps", {"samples": samples})
    samples = []
    for text in DECODE:
        value, error = _try(loads, text)
        samples.append({"json": text, "value": tag(value), "python": repr(value), "error": error})
    writer.add("json-decode", "json-decode", "kombu.utils.json.loads", {"samples": samples})


ISO_TEXTS = [
    "2026-01-02T03:04:05", "2026-01-02T03:04:05Z", "2026-01-02T03:04:05+00:00", "2026-01-02T03:04:05.678901+00:00",
    "2026-01-02T03:04:05.5+00:00", "2026-01-02T03:04:05.678+02:00", "2026-01-02T03:04:05.6789012Z", "2026-01-02T03:04:05-03:30",
    "2026-01-02T03:04:05+0200", "2026-01-02T03:04", "2026-01-02", "2026-01-02 03:04:05", "2026-1-2T03:04:05", "20260102T030405",
    "2026-13-02T03:04:05", "2026-01-02T25:00:00", "3600", "", "tomorrow", "2026-01-02T03:04:05.000000+00:00",
]


def _generate_iso(writer):
    freeze.reset()
    written = [{"value": tag(value), "python": repr(value), "isoformat": value.isoformat()} for value in TIMES]
    read = []
    for text in ISO_TEXTS:
        value, error = _try(parse_iso8601, text)
        read.append({"text": text, "value": tag(value), "error": error})
    writer.add("isoformat", "isoformat", "isoformat(), and what this Celery's parser makes of texts", {
        "written": written, "read": read})


def generate(writer):
    _generate_saferepr(writer)
    _generate_json(writer)
    _generate_iso(writer)
