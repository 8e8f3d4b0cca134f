"""Messages that are odd, one oddity each: what a foreign port, a bug or an enemy may put into a queue.

    python3 cases.py        # prints the cases, one JSON object a line: name, raw (base64 of the envelope), accept if not ["json"]
"""
import base64
import json
import os
import pickle
import zlib

TASK = "probe.take"
ID = "11111111-1111-4111-8111-111111111111"
EMBED = {"callbacks": None, "errbacks": None, "chain": None, "chord": None}
ABSENT = object()
FAR = "2999-01-02T03:04:05.678901+00:00"

CASES = []


def raw(name, content, accept=None):
    content = content if isinstance(content, bytes) else content.encode()
    case = {"name": name, "raw": base64.b64encode(content).decode()}
    if accept is not None:
        case["accept"] = accept
    CASES.append(case)


def without(table):
    return {key: value for key, value in table.items() if value is not ABSENT}


def envelope(name, content, headers, content_type="application/json", content_encoding="utf-8", properties=None, accept=None,
             **top):
    """One envelope; content as bytes, or as a value that becomes JSON."""
    if content is not ABSENT and not isinstance(content, bytes):
        content = json.dumps(content).encode()
    document = without({
        "body": ABSENT if content is ABSENT else base64.b64encode(content).decode(),
        "content-encoding": content_encoding,
        "content-type": content_type,
        "headers": headers,
        "properties": ABSENT if properties is ABSENT else without({
            "correlation_id": ID, "reply_to": "22222222-2222-3222-8222-222222222222", "delivery_mode": 2,
            "delivery_info": {"exchange": "", "routing_key": "celery"}, "priority": 0, "body_encoding": "base64",
            "delivery_tag": "33333333-3333-4333-8333-333333333333", **(properties or {}),
        }) if not isinstance(properties, (list, str, int)) else properties,
        **top,
    })
    raw(name, json.dumps(document), accept)


def v2(name, content=([1, 2], {}, EMBED), headers=None, **more):
    envelope(name, content, without({"lang": "py", "task": TASK, "id": ID, **(headers or {})}), **more)


def v1(name, fields=None, content=None, headers=None, **more):
    if content is None:
        content = without({"task": TASK, "id": ID, "args": [1, 2], "kwargs": {}, **(fields or {})})
    envelope(name, content, {} if headers is None else headers, **more)


def tasks_v2():
    v2("v2")
    v2("v2-without-lang", headers={"lang": ABSENT})
    v2("v2-lang-js", headers={"lang": "js"})
    v2("v2-timelimit-null", headers={"timelimit": None})
    v2("v2-timelimit-pair", headers={"timelimit": [10, 5]})
    v2("v2-timelimit-empty", headers={"timelimit": []})
    v2("v2-timelimit-one", headers={"timelimit": [1]})
    v2("v2-timelimit-three", headers={"timelimit": [1, 2, 3]})
    v2("v2-timelimit-number", headers={"timelimit": 5})
    v2("v2-timelimit-text", headers={"timelimit": "5"})
    v2("v2-timelimit-two-letters", headers={"timelimit": "ab"})
    v2("v2-timelimit-map", headers={"timelimit": {"hard": 1, "soft": 2}})
    v2("v2-retries-text", headers={"retries": "1"})
    v2("v2-retries-null", headers={"retries": None})
    v2("v2-shadow-number", headers={"shadow": 7})
    v2("v2-root-id-number", headers={"root_id": 7})
    v2("v2-group-number", headers={"group": 7})
    v2("v2-argsrepr-null", headers={"argsrepr": None, "kwargsrepr": None})
    v2("v2-argsrepr-list", headers={"argsrepr": [1], "kwargsrepr": {}})
    v2("v2-ignore-result-text", headers={"ignore_result": "yes"})
    v2("v2-stamps-null", headers={"stamps": None, "stamped_headers": None})
    v2("v2-stamped-headers-without-stamps", headers={"stamped_headers": ["a"]})
    v2("v2-stamps-list", headers={"stamps": [1], "stamped_headers": ["a"]})
    v2("v2-replaced-task-nesting-text", headers={"replaced_task_nesting": "x"})
    v2("v2-header-args", headers={"args": [7]})
    v2("v2-id-absent", headers={"id": ABSENT})
    v2("v2-id-null", headers={"id": None})
    v2("v2-id-number", headers={"id": 7})
    v2("v2-id-empty", headers={"id": ""})
    v2("v2-id-list", headers={"id": [1]})
    v2("v2-id-map", headers={"id": {"a": 1}})
    v2("v2-task-null", headers={"task": None})
    v2("v2-task-number", headers={"task": 7})
    v2("v2-task-empty", headers={"task": ""})
    v2("v2-task-list", headers={"task": ["a"]})
    v2("v2-task-map", headers={"task": {}})
    v2("v2-no-correlation-id", properties={"correlation_id": ABSENT, "reply_to": ABSENT})
    v2("v2-correlation-id-number", properties={"correlation_id": 7})
    v2("v2-priority-text", properties={"priority": "high"})


def bodies_v2():
    v2("v2-args-null", (None, {}, EMBED))
    v2("v2-args-map", ({"x": 1}, {}, EMBED))
    v2("v2-args-empty-map", ({}, {}, EMBED))
    v2("v2-args-text", ("ab", {}, EMBED))
    v2("v2-args-number", (3, {}, EMBED))
    v2("v2-args-true", (True, {}, EMBED))
    v2("v2-kwargs-null", ([1], None, EMBED))
    v2("v2-kwargs-list", ([1], [], EMBED))
    v2("v2-kwargs-pairs", ([1], [["a", 1]], EMBED))
    v2("v2-kwargs-text", ([1], "ab", EMBED))
    v2("v2-kwargs-empty-text", ([1], "", EMBED))
    v2("v2-kwargs-number", ([1], 0, EMBED))
    v2("v2-embed-empty", ([1], {}, {}))
    v2("v2-embed-null", ([1], {}, None))
    v2("v2-embed-false", ([1], {}, False))
    v2("v2-embed-empty-list", ([1], {}, []))
    v2("v2-embed-list", ([1], {}, [1]))
    v2("v2-embed-pairs", ([1], {}, [["a", 1]]))
    v2("v2-embed-number", ([1], {}, 5))
    v2("v2-embed-text", ([1], {}, "abc"))
    v2("v2-embed-unknown-key", ([1], {}, {"x": 1}))
    v2("v2-embed-callbacks-number", ([1], {}, {"callbacks": 5}))
    v2("v2-embed-callbacks-of-numbers", ([1], {}, {"callbacks": [5]}))
    v2("v2-embed-callbacks-without-task", ([1], {}, {"callbacks": [{}]}))
    v2("v2-embed-chain-text", ([1], {}, {"chain": "abc"}))
    v2("v2-embed-args", ([1], {}, {"args": 5, "id": 5}))
    v2("v2-two-elements", ([1], {}))
    v2("v2-one-element", ([1],))
    v2("v2-four-elements", ([1], {}, {}, {}))
    v2("v2-empty-list", [])
    v2("v2-three-numbers", [1, 2, 3])
    v2("v2-three-letters", "abc")
    v2("v2-four-letters", "abcd")
    v2("v2-letters-args", "xargsx")
    v2("v2-empty-text", "")
    v2("v2-number", 3)
    v2("v2-zero", 0)
    v2("v2-float", 1.5)
    v2("v2-null", None)
    v2("v2-true", True)
    v2("v2-false", False)
    v2("v2-empty-map", {})
    v2("v2-map-of-two", {"a": 1, "b": 2})
    v2("v2-map-of-three", {"a": 1, "b": 2, "c": 3})
    v2("v2-map-kwargs-only", {"kwargs": {}})
    v2("v2-list-with-args", ["args", 2, 3])
    v2("v2-body-empty", b"")
    v2("v2-body-absent", ABSENT)
    v2("v2-body-null", ABSENT, body=None)
    v2("v2-body-malformed", b"[[1, 2], {}")
    v2("v2-body-trailing", b"[[1, 2], {}, {}] x")
    v2("v2-body-not-utf8", b"[[\"\xff\"], {}, {}]")
    v2("v2-body-bom", b"\xef\xbb\xbf[[1], {}, {}]")
    v2("v2-body-space", b"  ")
    v2("v2-body-nan", b"[[NaN, Infinity, -Infinity], {}, {}]")
    v2("v2-body-single-quotes", b"[['a'], {}, {}]")
    v2("v2-body-trailing-comma", b"[[1], {}, {},]")
    v2("v2-body-control-character", b"[[\"a\nb\"], {}, {}]")
    v2("v2-body-lone-surrogate", b"[[\"\\ud800\"], {}, {}]")
    v2("v2-body-huge-number", b"[[1e999], {}, {}]")
    v2("v2-body-duplicate-keys", b"[[1], {\"a\": 1, \"a\": 2}, {}]")
    v2("v2-type-unknown", ([{"__type__": "nonsense", "__value__": 1}], {}, EMBED))
    v2("v2-type-known", ([{"__type__": "datetime", "__value__": "2020-01-02T03:04:05"}], {}, EMBED))
    v2("v2-type-bad-value", ([{"__type__": "datetime", "__value__": "x"}], {}, EMBED))
    v2("v2-type-number", ([{"__type__": 5, "__value__": 1}], {}, EMBED))
    v2("v2-type-more-keys", ([{"__type__": "nonsense", "__value__": 1, "x": 1}], {}, EMBED))


def contents():
    pickled = pickle.dumps(([1, 2], {}, EMBED), 2)
    v2("content-type-absent", content_type=ABSENT)
    v2("content-type-null", content_type=None)
    v2("content-type-empty", content_type="")
    v2("content-type-unknown", content_type="application/x-nonsense")
    v2("content-type-text-plain", content_type="text/plain")
    v2("content-type-data", content_type="application/data")
    v2("content-type-data-three-letters", b"abc", content_type="application/data")
    v2("content-type-text", content_type="application/text")
    v2("content-type-upper", content_type="APPLICATION/JSON")
    v2("content-type-parameter", content_type="application/json; charset=utf-8")
    v2("content-type-number", content_type=5)
    v2("content-type-list", content_type=[])
    v2("content-type-pickle", pickled, content_type="application/x-python-serialize", content_encoding="binary")
    v2("content-type-pickle-accepted", pickled, content_type="application/x-python-serialize", content_encoding="binary",
       accept=["json", "pickle"])
    v2("content-type-pickle-damaged", pickled[:-3], content_type="application/x-python-serialize", content_encoding="binary",
       accept=["json", "pickle"])
    v2("content-type-yaml", b"[[1], {}, {}]", content_type="application/x-yaml")
    v2("content-type-yaml-accepted", b"[[1], {}, {}]", content_type="application/x-yaml", accept=["json", "yaml"])
    v2("content-type-msgpack", b"\x93\x91\x01\x80\x80", content_type="application/x-msgpack", content_encoding="binary")
    v2("content-type-msgpack-accepted", b"\x93\x91\x01\x80\x80", content_type="application/x-msgpack", content_encoding="binary",
       accept=["json", "msgpack"])
    v2("content-encoding-absent", content_encoding=ABSENT)
    v2("content-encoding-null", content_encoding=None)
    v2("content-encoding-binary", content_encoding="binary")
    v2("content-encoding-unknown", content_encoding="nonsense")
    v2("content-encoding-number", content_encoding=5)
    good = json.dumps([[1, 2], {}, EMBED]).encode()
    v2("compression-zlib", zlib.compress(good), headers={"compression": "application/x-gzip"})
    v2("compression-alias", zlib.compress(good), headers={"compression": "zlib"})
    v2("compression-not-compressed", good, headers={"compression": "application/x-gzip"})
    v2("compression-truncated", zlib.compress(good)[:-3], headers={"compression": "application/x-gzip"})
    v2("compression-unknown", headers={"compression": "application/x-nonsense"})
    v2("compression-upper", zlib.compress(good), headers={"compression": "ZLIB"})
    v2("compression-null", headers={"compression": None})
    v2("compression-empty", headers={"compression": ""})
    v2("compression-number", headers={"compression": 5})
    v2("compression-list", headers={"compression": ["zlib"]})
    v2("compression-body-empty", b"", headers={"compression": "zlib"})


class Call:
    """Pickled as a call, which whoever unpickles it makes."""

    def __init__(self, function, *args):
        self.call = function, args

    def __reduce__(self):
        return self.call


def calls():
    """Pickles that run something, harmless here, where they are read."""
    print_, pid = Call(print, "x"), Call(os.getpid)

    def pickled(name, one, content, **more):
        content = content if isinstance(content, bytes) else pickle.dumps(content, 2)
        one(f"{one.__name__}-calls-{name}", content=content, content_type="application/x-python-serialize", content_encoding="binary",
            accept=["json", "pickle"], **more)

    good = [1, 2], {}, EMBED
    pickled("body", v2, print_)
    pickled("args", v2, (print_, {}, EMBED))
    pickled("args-number", v2, (pid, {}, EMBED))
    pickled("beside-args", v2, ([1, print_], {}, EMBED))
    pickled("kwargs", v2, ([1], print_, EMBED))
    pickled("kwargs-number", v2, ([1], pid, EMBED))
    pickled("beside-kwargs", v2, ([1], {"a": print_}, EMBED))
    pickled("embed", v2, ([1], {}, print_))
    pickled("fourth", v2, (*good, print_))
    pickled("dropped", v2, b"\x80\x02cos\ngetpid\n)R0" + pickle.dumps(good, 2)[2:])
    pickled("named-only", v2, ([1, os.getpid], {}, EMBED))
    pickled("truncated", v2, pickle.dumps(([1, print_], {}, EMBED), 2)[:-3])
    fields = {"task": TASK, "id": ID, "args": (1, 2), "kwargs": {}}
    pickled("body", v1, print_)
    for name in ("args", "kwargs", "id", "task", "eta", "other"):
        pickled(name, v1, {**fields, name: print_})
    pickled("args-number", v1, {**fields, "args": pid})
    pickled("beside-args", v1, {**fields, "args": (1, print_)})
    pickled("hybrid", v1, {**fields, "args": (1, print_)}, headers={"task": TASK, "id": ID})


def times():
    for key in ("eta", "expires"):
        v2(f"{key}-future", headers={key: FAR})
        v2(f"{key}-number", headers={key: 3600})
        v2(f"{key}-zero", headers={key: 0})
        v2(f"{key}-float", headers={key: 4102444800.5})
        v2(f"{key}-true", headers={key: True})
        v2(f"{key}-empty", headers={key: ""})
        v2(f"{key}-text", headers={key: "tomorrow"})
        v2(f"{key}-list", headers={key: []})
        v2(f"{key}-full-list", headers={key: [1]})
        v2(f"{key}-map", headers={key: {"a": 1}})
        for name, text in (
                ("seven-digits", "2999-01-02T03:04:05.6789012+00:00"), ("nine-digits", "2999-01-02T03:04:05.678901234+00:00"),
                ("three-digits", "2999-01-02T03:04:05.678+00:00"), ("one-digit", "2999-01-02T03:04:05.6Z"),
                ("z", "2999-01-02T03:04:05Z"), ("small-z", "2999-01-02T03:04:05z"), ("compact-offset", "2999-01-02T03:04:05+0000"),
                ("hour-offset", "2999-01-02T03:04:05+00"), ("space", "2999-01-02 03:04:05+00:00"), ("naive", "2999-01-02T03:04:05"),
                ("date", "2999-01-02"), ("month", "2999-01"), ("year", "2999"), ("year-3600", "3600"), ("minutes", "2999-01-02T03:04"),
                ("hour", "2999-01-02T03"), ("hour-24", "2999-01-02T24:00:00"), ("hour-25", "2999-01-02T25:00:00"),
                ("second-60", "2999-01-02T03:04:60"), ("month-13", "2999-13-02T03:04:05"), ("day-30-february", "2999-02-30T03:04:05"),
                ("compact", "29990102T030405"), ("compact-date", "29990102"), ("week", "2999-W01-2"), ("comma", "2999-01-02T03:04:05,5"),
                ("short-month", "2999-1-2T03:04:05"), ("space-behind", "2999-01-02T03:04:05+00:00 "), ("text-behind", "2999-01-02T03:04:05+00:00x"),
                ("large-offset", "2999-01-02T03:04:05+25:00"), ("last", "9999-12-31T23:59:59.999999+00:00"),
                ("last-west", "9999-12-31T23:59:59-12:00"), ("space-before", " 2999-01-02T03:04:05"), ("underscore", "2999-01-02_03:04:05"),
                ("offset-seconds", "2999-01-02T03:04:05+00:00:30"), ("rfc1123", "Wed, 02 Jan 2999 03:04:05 GMT")):
            v2(f"{key}-{name}", headers={key: text})
    v2("expires-past", headers={"expires": "2001-01-02T03:04:05.678901+00:00"})
    v2("eta-past", headers={"eta": "2001-01-02T03:04:05.678901+00:00"})
    v2("eta-first", headers={"eta": "0001-01-01T00:00:00+00:00"})
    v2("expires-first", headers={"expires": "0001-01-01T00:00:00+00:00"})
    v2("eta-marker", headers={"eta": {"__type__": "datetime", "__value__": "2999-01-02T03:04:05+00:00"}})
    v2("expires-marker", headers={"expires": {"__type__": "datetime", "__value__": "2999-01-02T03:04:05+00:00"}})
    v1("v1-eta-future", {"eta": FAR})
    v1("v1-eta-local", {"eta": "2999-01-02T03:04:05", "utc": False})
    v1("v1-eta-bad", {"eta": "tomorrow"})
    v1("v1-expires-number", {"expires": 5})
    v1("v1-expires-null", {"expires": None, "eta": None})


def tasks_v1():
    v1("v1")
    v1("v1-args-only", {"kwargs": ABSENT})
    v1("v1-kwargs-only", {"args": ABSENT})
    v1("v1-no-arguments", {"args": ABSENT, "kwargs": ABSENT})
    v1("v1-args-null", {"args": None})
    v1("v1-args-text", {"args": "ab"})
    v1("v1-args-map", {"args": {"a": 1}})
    v1("v1-args-number", {"args": 5})
    v1("v1-args-null-only", {"args": None, "kwargs": ABSENT})
    v1("v1-kwargs-null", {"kwargs": None})
    v1("v1-kwargs-list", {"kwargs": []})
    v1("v1-kwargs-text", {"kwargs": "ab"})
    v1("v1-kwargs-list-only", {"args": ABSENT, "kwargs": []})
    v1("v1-id-absent", {"id": ABSENT})
    v1("v1-id-absent-no-args", {"id": ABSENT, "args": ABSENT, "kwargs": ABSENT})
    v1("v1-id-null", {"id": None})
    v1("v1-id-number", {"id": 5})
    v1("v1-task-absent", {"task": ABSENT})
    v1("v1-task-null", {"task": None})
    v1("v1-task-number", {"task": 5})
    v1("v1-task-list", {"task": ["a"]})
    v1("v1-taskset", {"taskset": "g"})
    v1("v1-taskset-no-args", {"taskset": "g", "args": ABSENT})
    v1("v1-utc-false", {"utc": False})
    v1("v1-timelimit-null", {"timelimit": None})
    v1("v1-timelimit-one", {"timelimit": [1]})
    v1("v1-retries-null", {"retries": None})
    v1("v1-callbacks-number", {"callbacks": 5})
    v1("v1-headers-absent", headers=ABSENT)
    envelope("v1-headers-null", {"task": TASK, "id": ID, "args": [1]}, None)
    envelope("v1-headers-list", {"task": TASK, "id": ID, "args": [1]}, [])
    envelope("v1-headers-full-list", {"task": TASK, "id": ID, "args": [1]}, [1])
    envelope("v1-headers-text", {"task": TASK, "id": ID, "args": [1]}, "x")
    envelope("v1-headers-number", {"task": TASK, "id": ID, "args": [1]}, 5)
    v1("v1-headers-user", headers={"my": 1})
    v1("v1-content-type-absent", content_type=ABSENT)
    v1("v1-content-type-unknown", content_type="application/x-nonsense")
    v1("v1-content-type-pickle", content=pickle.dumps({"task": TASK, "id": ID, "args": (1, 2), "kwargs": {}}, 2),
       content_type="application/x-python-serialize", content_encoding="binary")
    v1("v1-content-type-pickle-accepted", content=pickle.dumps({"task": TASK, "id": ID, "args": (1, 2), "kwargs": {}}, 2),
       content_type="application/x-python-serialize", content_encoding="binary", accept=["json", "pickle"])
    v1("v1-body-malformed", content=b"{")
    v1("v1-body-empty", content=b"")
    v1("v1-body-absent", content=ABSENT)
    v1("v1-body-list", content=[[1], {}, {}])
    v1("v1-body-text", content="abc")
    v1("v1-body-number", content=5)
    v1("v1-body-zero", content=0)
    v1("v1-body-null", content=b"null")
    v1("v1-body-true", content=True)
    v1("v1-body-empty-map", content={})
    v1("v1-body-empty-list", content=[])
    v1("v1-type-unknown", {"args": [{"__type__": "nonsense", "__value__": 1}]})
    hybrid = {"task": TASK, "id": ID}
    v1("hybrid", headers=hybrid)
    v1("hybrid-kwargs-list", {"kwargs": []}, headers=hybrid)
    v1("hybrid-args-null", {"args": None}, headers=hybrid)
    v1("hybrid-id-in-body-only", headers={"task": TASK})
    v1("hybrid-id-null-in-headers", headers={"task": TASK, "id": None})
    v1("hybrid-task-null-in-headers", headers={"task": None, "id": ID})
    v1("hybrid-without-args", {"args": ABSENT}, headers=hybrid)
    v1("hybrid-without-arguments", {"args": ABSENT, "kwargs": ABSENT}, headers=hybrid)


def envelopes():
    good = json.dumps([[1, 2], {}, EMBED])
    raw("envelope-empty", b"")
    raw("envelope-space", b" ")
    raw("envelope-not-json", b"hello")
    raw("envelope-truncated", b'{"body": "')
    raw("envelope-not-utf8", b"\xff\xfe")
    raw("envelope-number", b"5")
    raw("envelope-null", b"null")
    raw("envelope-text", b'"abc"')
    raw("envelope-list", b"[]")
    raw("envelope-full-list", b"[1, 2, 3]")
    raw("envelope-empty-map", b"{}")
    raw("envelope-pickle", pickle.dumps({"task": TASK}, 2))
    raw("envelope-bare-v1", json.dumps({"task": TASK, "id": ID, "args": [1], "kwargs": {}}))
    raw("envelope-bare-v2", good)
    v2("envelope-properties-absent", properties=ABSENT)
    v2("envelope-properties-list", properties=[])
    v2("envelope-properties-text", properties="x")
    v2("envelope-tag-absent", properties={"delivery_tag": ABSENT})
    v2("envelope-tag-null", properties={"delivery_tag": None})
    v2("envelope-tag-number", properties={"delivery_tag": 5})
    v2("envelope-info-absent", properties={"delivery_info": ABSENT})
    v2("envelope-info-null", properties={"delivery_info": None})
    v2("envelope-info-empty", properties={"delivery_info": {}})
    v2("envelope-info-list", properties={"delivery_info": [1]})
    v2("envelope-exchange-absent", properties={"delivery_info": {"routing_key": "celery"}})
    v2("envelope-exchange-null", properties={"delivery_info": {"exchange": None, "routing_key": "celery"}})
    v2("envelope-routing-key-absent", properties={"delivery_info": {"exchange": ""}})
    v2("envelope-body-encoding-absent", properties={"body_encoding": ABSENT})
    v2("envelope-inline", ABSENT, properties={"body_encoding": ABSENT}, body=good)
    v2("envelope-inline-utf8", ABSENT, properties={"body_encoding": "utf-8"}, body=good)
    v2("envelope-inline-null-encoding", ABSENT, properties={"body_encoding": None}, body=good)
    v2("envelope-body-encoding-unknown", properties={"body_encoding": "nonsense"})
    v2("envelope-body-encoding-upper", properties={"body_encoding": "BASE64"})
    v2("envelope-body-not-base64", ABSENT, body="%%%")
    v2("envelope-body-base64-length", ABSENT, body="abc")
    v2("envelope-body-base64-spaced", ABSENT, body="W1sx LCAyXSwge30s\nIHt9XQ==")
    v2("envelope-body-json-but-base64-said", ABSENT, body=good)
    v2("envelope-body-number", ABSENT, body=5)
    v2("envelope-body-zero", ABSENT, body=0)
    v2("envelope-body-list", ABSENT, body=[[1], {}, {}])
    v2("envelope-body-map", ABSENT, body={"a": 1})
    v2("envelope-body-map-inline", ABSENT, body={"a": 1}, properties={"body_encoding": ABSENT})
    v2("envelope-body-list-inline", ABSENT, body=[[1], {}, {}], properties={"body_encoding": ABSENT})
    v2("envelope-inline-lone-surrogate", ABSENT, body="[[\"\ud800\"], {}, {}]", properties={"body_encoding": "utf-8"})
    v2("envelope-headers-marker", headers={"x": {"__type__": "nonsense", "__value__": 1}})
    v2("envelope-more-keys", nonsense=1)


for group in (tasks_v2, bodies_v2, contents, calls, times, tasks_v1, envelopes):
    group()

if __name__ == "__main__":
    names = [case["name"] for case in CASES]
    assert len(set(names)) == len(names), [name for name in names if names.count(name) > 1]
    for case in CASES:
        print(json.dumps(case))
