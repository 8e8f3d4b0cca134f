"""Task messages sent by name: every option of send_task, both message protocols."""
from datetime import date, datetime, time, timedelta, timezone
from decimal import Decimal
from uuid import UUID

from kombu import Exchange, Queue

from . import freeze
from .fixture_app import InsideTask, make_app
from .recorder import recording
from .tagged import tag

TZ_PLUS_2 = timezone(timedelta(hours=2))
ETA = datetime(2026, 1, 2, 4, 0, 0, 250000, tzinfo=timezone.utc)


def _sends(app):
    """(case, description, name, args, kwargs, options) of everything sent with app.send_task."""
    add = app.signature
    send = [
        ("plain", "two integers", (2, 3), None, {}),
        ("no-args", "no argument at all", None, None, {}),
        ("args-list", "arguments given as a list", [2, 3], None, {}),
        ("kwargs", "keyword arguments only", (), {"x": 1, "y": "two"}, {}),
        ("args-kwargs", "both kinds", (1,), {"y": None, "z": [True, False]}, {}),
        ("unicode", "text outside ASCII, quotes, control characters",
         ("caf\u00e9 \u4f60\u597d \U0001f600", "it's \"quoted\"\\", "line\nbreak\ttab\x00\x1f\x7f"), {"\u00fc": "\u00df"}, {}),
        ("numbers", "integers beyond 64 bits, floats of all kinds",
         (0, -1, 2**31, 2**63, -2**63, 10**40, 0.1, 1e16, 1e-05, 5e-324, -0.0, 1.7976931348623157e308), None, {}),
        ("not-finite", "floats JSON does not know", (float("nan"), float("inf"), float("-inf")), None, {}),
        ("nested", "containers in containers", ([1, [2, [3, [4, [5]]]]], {"a": {"b": {"c": {"d": {"e": 1}}}}}), None, {}),
        ("typed-values", "values that kombu converts", (
            datetime(2026, 1, 2, 3, 4, 5, 678901, tzinfo=timezone.utc), datetime(2026, 1, 2, 3, 4, 5),
            date(2026, 1, 2), time(3, 4, 5), Decimal("1.10"), UUID("12345678-1234-5678-1234-567812345678")), None, {}),
        ("non-string-keys", "map keys that JSON turns into text", ({1: "a", True: "b", None: "c", 1.5: "d"},), None, {}),
        ("long-args", "argsrepr and kwargsrepr reach their limit of 1024",
         (list(range(300)),), {"text": "x" * 1100}, {}),
        ("task-id", "id given by the caller", (1,), None, {"task_id": "my-own-id"}),
        ("countdown", "due in ten seconds", (1,), None, {"countdown": 10}),
        ("countdown-fraction", "due in 1.5 seconds", (1,), None, {"countdown": 1.5}),
        ("countdown-zero", "a countdown of 0 is none", (1,), None, {"countdown": 0}),
        ("eta-utc", "aware time", (1,), None, {"eta": ETA}),
        ("eta-offset", "aware time with an offset of two hours", (1,), None, {"eta": ETA.astimezone(TZ_PLUS_2)}),
        ("eta-naive", "naive time goes out naive", (1,), None, {"eta": datetime(2026, 1, 2, 4, 0, 0)}),
        ("eta-no-fraction", "isoformat leaves out a fraction of zero", (1,), None, {"eta": ETA.replace(microsecond=0)}),
        ("expires-seconds", "relative expiry becomes a time, and the expiration property", (1,), None, {"expires": 60}),
        ("expires-fraction", "relative expiry with a fraction", (1,), None, {"expires": 0.5}),
        ("expires-time", "absolute expiry", (1,), None, {"expires": ETA}),
        ("expires-past", "expiry before now", (1,), None, {"expires": datetime(2020, 1, 1, tzinfo=timezone.utc)}),
        ("countdown-expires", "both", (1,), None, {"countdown": 10, "expires": 60}),
        ("priority", "priority 7", (1,), None, {"priority": 7}),
        ("priority-0", "priority 0", (1,), None, {"priority": 0}),
        ("priority-10", "priority beyond nine", (1,), None, {"priority": 10}),
        ("shadow", "another name for logs", (1,), None, {"shadow": "adding"}),
        ("headers", "headers of the caller", (1,), None, {"headers": {
            "tenant": "acme", "n": 1, "big": 2**40, "flag": True, "none": None, "list": [1, "a"], "map": {"a": 1.5}}}),
        ("header-overrides", "a header of the caller replaces Celery's", (1,), None, {"headers": {"origin": "me"}}),
        ("time-limits", "hard and soft limit", (1,), None, {"time_limit": 30, "soft_time_limit": 20.5}),
        ("reply-to", "reply queue of the caller", (1,), None, {"reply_to": "my-replies"}),
        ("ignore-result", "the caller wants no result", (1,), None, {"ignore_result": True}),
        ("retries", "sent as a third attempt", (1,), None, {"retries": 2}),
        ("group", "part of a group", (1,), None, {"group_id": "my-group", "group_index": 3}),
        ("root-parent", "root and parent given", (1,), None, {"root_id": "my-root", "parent_id": "my-parent"}),
        ("argsrepr", "texts for monitors given by the caller", (1,), None, {"argsrepr": "(secret)", "kwargsrepr": "{...}"}),
        ("queue", "a queue that does not exist yet", (1,), None, {"queue": "other"}),
        ("queue-unicode", "a queue name outside ASCII", (1,), None, {"queue": "g\u00e4ste"}),
        ("routing-key", "routing key alone: still the default queue", (1,), None, {"routing_key": "elsewhere"}),
        ("exchange", "exchange and routing key", (1,), None, {"exchange": "orders", "routing_key": "order.new"}),
        ("delivery-mode", "transient", (1,), None, {"delivery_mode": 1}),
        ("correlation", "properties Celery does not set itself", (1,), None, {"message_id": "m1", "user_id": "guest"}),
        ("unknown-option", "an option nobody knows becomes a property", (1,), None, {"flavour": "sweet"}),
        ("link", "one callback", (1,), None, {"link": add("tasks.mul", (10,))}),
        ("links", "two callbacks", (1,), None, {"link": [add("tasks.mul", (10,)), add("tasks.report")]}),
        ("link-error", "one errback", (1,), None, {"link_error": add("tasks.alert", immutable=True)}),
        ("link-options", "a callback with a queue, a countdown and a callback of its own", (1,), None, {
            "link": add("tasks.mul", (10,), {"z": 1}, queue="math", countdown=5, link=[add("tasks.report")])}),
        ("chain-embedded", "a chain given by hand, next step last", (1,), None, {
            "chain": [add("tasks.report"), add("tasks.mul", (2,))]}),
        ("chord-embedded", "part of a chord", (1,), None, {
            "group_id": "my-group", "group_index": 0, "chord": add("tasks.report", task_id="body-id")}),
    ]
    return [(case, description, "tasks.add", args, kwargs, options) for case, description, args, kwargs, options in send]


NOT_IN_V1 = {"chain-embedded", "argsrepr", "shadow", "root-parent", "header-overrides", "long-args"}


def _generate_sends(writer, prefix, protocol):
    for index, (case, description, *_) in enumerate(_sends(make_app())):
        if protocol == 1 and case in NOT_IN_V1:
            continue
        app = make_app(task_protocol=protocol)
        _, _, name, args, kwargs, options = _sends(app)[index]
        call = {"name": name, "args": tag(args), "kwargs": tag(kwargs), "options": tag(options)}
        text = f"app.send_task({name!r}, args={args!r}, kwargs={kwargs!r}, **{options!r})"
        with recording() as recorded:
            result = app.send_task(name, args=args, kwargs=kwargs, **options)
        writer.add(f"{prefix}-{case}", "task", description, {
            "protocol": protocol, "settings": {}, "python": text if len(text) < 1000 else text[:1000] + " ...",
            "call": call, "result_id": result.id, "messages": recorded.document()})


def _settings_cases():
    topic = Exchange("events", type="topic")
    return [
        ("timezone", "enable_utc with a zone east of UTC", {"timezone": "Asia/Tokyo"}, {"countdown": 10, "expires": 60}),
        ("default-queue", "another default queue", {"task_default_queue": "work"}, {}),
        ("default-priority", "a default priority, which send_task alone does not apply", {"task_default_priority": 4}, {}),
        ("route", "task_routes names the queue", {"task_routes": {"tasks.*": {"queue": "math", "priority": 3}}}, {}),
        ("route-lost", "an option of the call wins over the route",
         {"task_routes": {"tasks.add": {"queue": "math", "priority": 3}}}, {"queue": "mine", "priority": 1}),
        ("transient", "task_default_delivery_mode transient", {"task_default_delivery_mode": "transient"}, {}),
        ("topic", "a queue on a topic exchange", {
            "task_queues": [Queue("all", topic, routing_key="order.#")]}, {"queue": "all", "routing_key": "order.new"}),
        ("topic-binding-key", "without a routing key the binding key is used", {
            "task_queues": [Queue("all", topic, routing_key="order.any")]}, {"queue": "all"}),
        ("max-priority", "queues with a maximum priority", {"task_queue_max_priority": 10}, {"priority": 9}),
        ("pickle", "pickle", {"task_serializer": "pickle", "accept_content": ["json", "pickle"]}, {}),
        ("yaml", "yaml", {"task_serializer": "yaml", "accept_content": ["json", "yaml"]}, {}),
        ("msgpack", "msgpack", {"task_serializer": "msgpack", "accept_content": ["json", "msgpack"]}, {}),
    ]


def _generate_settings(writer):
    for case, description, settings, options in _settings_cases():
        app = make_app(**settings)
        with recording() as recorded:
            try:
                result = app.send_task("tasks.add", (2, 3), {"z": 1.5}, **options)
            except Exception as error:
                if type(error).__name__ not in ("SerializerNotInstalled", "EncodeError"):
                    raise
                continue
        shown = {name: value if isinstance(value, (str, int, dict)) or not name.endswith("queues") else repr(value)
                 for name, value in settings.items()}
        writer.add(f"v2-setting-{case}", "task", description, {
            "protocol": 2, "settings": shown,
            "python": f"app.send_task('tasks.add', (2, 3), {{'z': 1.5}}, **{options!r})",
            "call": {"name": "tasks.add", "args": tag((2, 3)), "kwargs": tag({"z": 1.5}), "options": tag(options)},
            "result_id": result.id, "messages": recorded.document()})


def _registered():
    """Tasks the producer knows: its own options and name join those of the call."""
    return [
        ("delay", "a registered task, delay", lambda app: app.tasks["tasks.add"].delay(2, 3)),
        ("keywords", "a registered task, keywords", lambda app: app.tasks["tasks.add"].delay(2, y=3)),
        ("options", "a registered task with options of the call",
         lambda app: app.tasks["tasks.add"].apply_async((2, 3), queue="math", priority=5, ignore_result=True)),
        ("bound", "a bound task: self is not sent", lambda app: app.tasks["tasks.bound"].delay(1)),
        ("signature", "a signature with options", lambda app: app.tasks["tasks.add"].s(2).set(
            queue="math", countdown=10).apply_async((1,), {"k": 1})),
    ]


def _inside():
    parent = {"id": "parent-id", "root_id": "root-id", "args": [1], "kwargs": {}}
    again = {"id": "task-id", "root_id": "root-id", "parent_id": "old-parent", "args": [1, 2], "kwargs": {"z": 3},
             "retries": 1, "origin": "gen1@elsewhere", "correlation_id": "task-id", "reply_to": "replies", "headers": None,
             "callbacks": None, "errbacks": None, "chain": None, "chord": None, "group": None, "group_index": None}
    group = dict(again, group="my-group", group_index=2, callbacks=[{
        "task": "tasks.report", "args": [], "kwargs": {}, "options": {}, "subtask_type": None, "immutable": False}])
    return [
        ("publish", "a running task publishes another one", parent,
         lambda task: task.app.send_task("tasks.mul", (2,))),
        ("publish-registered", "a running task calls delay", parent, lambda task: task.app.tasks["tasks.mul"].delay(2)),
        ("retry", "retry in three seconds", again, lambda task: task.retry(countdown=3, throw=False)),
        ("retry-default", "retry after the default delay", again, lambda task: task.retry(throw=False)),
        ("retry-new-args", "retry with other arguments and an error", again,
         lambda task: task.retry(args=(9,), kwargs={"k": 1}, exc=ValueError("again"), countdown=1, throw=False)),
        ("retry-group", "retry of a part of a group that has a callback", group,
         lambda task: task.retry(countdown=1, throw=False)),
    ]


def _generate_registered(writer):
    for case, description, act in _registered():
        app = make_app()
        with recording() as recorded:
            result = act(app)
        writer.add(f"v2-registered-{case}", "task", description, {
            "protocol": 2, "settings": {}, "result_id": result.id, "messages": recorded.document()})
    for protocol in (2, 1):
        for case, description, request, act in _inside():
            app = make_app(task_protocol=protocol)
            with InsideTask(app, "tasks.add", **request) as task, recording() as recorded:
                act(task)
            writer.add(f"v{protocol}-inside-{case}", "task", description, {
                "protocol": protocol, "settings": {}, "request": tag(request), "messages": recorded.document()})


def _generate_whole_second(writer):
    app = make_app()
    freeze.now = freeze.NOW.replace(microsecond=0)
    with recording() as recorded:
        result = app.send_task("tasks.add", (1,), countdown=10, expires=60)
    writer.add("v2-whole-second", "task", "the clock stands on a whole second: no fraction", {
        "protocol": 2, "settings": {}, "result_id": result.id, "messages": recorded.document()})


def generate(writer):
    _generate_sends(writer, "v2", 2)
    _generate_sends(writer, "v1", 1)
    _generate_settings(writer)
    _generate_registered(writer)
    _generate_whole_second(writer)
