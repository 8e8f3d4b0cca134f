"""Stamped messages, of the Celeries that have stamps (5.3 and later)."""
from celery import chain, chord, group
from celery.canvas import Signature
from kombu.utils.json import dumps

from .fixture_app import InsideTask, make_app
from .recorder import recording
from .tagged import tag

try:
    from celery.canvas import StampingVisitor
except ImportError:
    StampingVisitor = object


class Monitored(StampingVisitor):
    """Stamps each signature with a number of its own, and callbacks with a word."""

    def __init__(self):
        self.count = 0

    def on_signature(self, sig, **headers):
        self.count += 1
        return {"monitoring_id": f"m{self.count}", "team": ["red", "blue"], "stamped_headers": ["monitoring_id", "team"]}

    def on_callback(self, callback, **headers):
        return {"on_callback": True}


class Tenanted(StampingVisitor):
    """Without stamped_headers: all that it returns is a stamp."""

    def on_signature(self, sig, **headers):
        return {"tenant": "acme", "quota": 7}


def _calls():
    """(case, the call as text, function of app): what one message is sent for."""
    return [
        ("call", "add.apply_async((1,), stamped_headers=['stamp'], stamp='s1')",
         lambda app: app.tasks["tasks.add"].apply_async((1,), stamped_headers=["stamp"], stamp="s1")),
        ("call-unlisted", "add.apply_async((1,), stamp='s1')", lambda app: app.tasks["tasks.add"].apply_async((1,), stamp="s1")),
        ("call-values", "add.apply_async((1,), stamped_headers=[...], text=..., number=..., list=..., map=...)",
         lambda app: app.tasks["tasks.add"].apply_async(
             (1,), stamped_headers=["text", "number", "list", "map"], text="caf\u00e9 \U0001f600", number=2**40, list=[1, "a", None],
             map={"a": 1.5})),
        ("send-task", "app.send_task('tasks.add', (1,), stamped_headers=['tenant'], tenant='acme')",
         lambda app: app.send_task("tasks.add", (1,), stamped_headers=["tenant"], tenant="acme")),
    ]


def _built():
    """(case, description, function of the tasks that makes a stamped signature)."""
    return [
        ("signature", "add.s(1, 2).stamp(tenant='acme')", lambda add, mul, report: add.s(1, 2).stamp(tenant="acme")),
        ("signature-values", "a list, a number and text", lambda add, mul, report: add.s(1, 2).stamp(
            tenant=["acme", "\u00fc"], number=5, text="x")),
        ("signature-twice", "the later stamp replaces the earlier", lambda add, mul, report: add.s(1, 2).stamp(tenant="a").stamp(tenant="b")),
        ("signature-appended", "the later stamp joins the earlier", lambda add, mul, report: add.s(1, 2).stamp(tenant="a").stamp(
            append_stamps=True, tenant="b")),
        ("signature-options", "stamps beside other options", lambda add, mul, report: add.s(1).set(
            queue="math", priority=5, headers={"own": 1}).stamp(tenant="acme")),
        ("visitor", "stamps of a visitor", lambda add, mul, report: add.s(1, 2).stamp(Tenanted())),
        ("visitor-and-stamps", "stamps of a visitor and others", lambda add, mul, report: add.s(1, 2).stamp(Monitored(), shift="night")),
        ("link", "the callback is stamped too", lambda add, mul, report: _linked(add.s(1, 2), mul.s(3)).stamp(Monitored(), shift="night")),
        ("chain", "every step is stamped", lambda add, mul, report: _stamped(chain(add.s(1, 2), mul.s(3), report.s()), tenant="acme")),
        ("group", "every part is stamped", lambda add, mul, report: _stamped(group(add.s(1, 1), add.s(2, 2)), tenant="acme")),
        ("group-visitor", "every part has a stamp of its own", lambda add, mul, report: _stamped(group(add.s(1, 1), add.s(2, 2)), Monitored())),
        ("group-parts", "one part is stamped", lambda add, mul, report: group(add.s(1, 1).stamp(tenant="acme"), add.s(2, 2))),
        ("chord", "header and body are stamped", lambda add, mul, report: _stamped(chord([add.s(1, 1), add.s(2, 2)], report.s()), tenant="acme")),
    ]


def _linked(signature, link):
    signature.link(link)
    return signature


def _stamped(canvas, *visitor, **stamps):
    canvas.stamp(*visitor, **stamps)  # of groups and chords it returns nothing
    return canvas


def _inside():
    """(case, description, the running task's request, what it does)."""
    stamped = {"id": "parent-id", "root_id": "root-id", "args": [1], "kwargs": {}, "stamped_headers": ["tenant"], "stamps": {"tenant": ["acme"]},
               "tenant": "acme"}
    again = dict(stamped, id="task-id", parent_id="old-parent", retries=1, origin="gen1@elsewhere", correlation_id="task-id",
                 reply_to="replies", headers=None, callbacks=None, errbacks=None, chain=None, chord=None, group=None, group_index=None)
    return [
        ("publish", "a stamped task publishes another one", stamped, lambda task: task.app.tasks["tasks.mul"].delay(2)),
        ("publish-stamped", "a stamped task publishes one with a stamp of its own", stamped,
         lambda task: task.app.tasks["tasks.mul"].s(2).stamp(shift="night").apply_async()),
        ("retry", "a stamped task tries again", again, lambda task: task.retry(countdown=3, throw=False)),
    ]


def _tasks(app):
    return (app.tasks[f"tasks.{name}"] for name in ("add", "mul", "report"))


def generate(writer):
    if not hasattr(Signature, "stamp"):
        return
    for case, _, build in _built():
        signature = build(*_tasks(make_app()))
        writer.add(f"signature-stamped-{case}", "signature", f"stamped: {case}", {
            "python": case, "json": dumps(signature), "value": tag(signature)})
    for protocol in (2, 1):
        acts = [(case, text, {"python": text}, act) for case, text, act in _calls()]
        acts += [(case, text, {}, lambda app, build=build: build(*_tasks(app)).apply_async()) for case, text, build in _built()]
        for case, description, more, act in acts:
            app = make_app(task_protocol=protocol)
            with recording() as recorded:
                result = act(app)
            writer.add(f"v{protocol}-stamped-{case}", "task", description, {
                "protocol": protocol, "settings": {}, **more, "result": tag(result.as_tuple()), "messages": recorded.document()})
        for case, description, request, act in _inside():
            app = make_app(task_protocol=protocol)
            with InsideTask(app, "tasks.add", **request) as task, recording() as recorded:
                act(task)
            writer.add(f"v{protocol}-stamped-inside-{case}", "task", description, {
                "protocol": protocol, "settings": {}, "request": tag(request), "messages": recorded.document()})
