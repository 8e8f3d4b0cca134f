"""Signatures as JSON, and the messages that chains, groups and chords send."""
from celery import chain, chord, group
from kombu.utils.json import dumps

from .fixture_app import UnlockingBackend, make_app
from .recorder import recording
from .tagged import tag


def _signatures(app):
    add, mul, report, alert = (app.tasks[f"tasks.{name}"] for name in ("add", "mul", "report", "alert"))
    return [
        ("plain", "add.s(2, 3)", add.s(2, 3)),
        ("empty", "add.s()", add.s()),
        ("keywords", "add.s(2, y=3)", add.s(2, y=3)),
        ("immutable", "add.si(2, 3)", add.si(2, 3)),
        ("options", "add.s(2).set(queue='math', countdown=10, priority=5)", add.s(2).set(
            queue="math", countdown=10, priority=5)),
        ("by-name", "signature('other.task', args=(1,), kwargs={'a': 'b'}, immutable=True)",
         app.signature("other.task", args=(1,), kwargs={"a": "b"}, immutable=True)),
        ("link", "add.s(1) linked to mul.s(2)", _linked(add.s(1), mul.s(2))),
        ("link-error", "add.s(1) with errback alert.s()", _errored(add.s(1), alert.s())),
        ("both-links", "callback and errback", _errored(_linked(add.s(1), mul.s(2), report.s()), alert.si("x"))),
        ("clone", "add.s(2).clone((1,), {'z': 1}, queue='q')", add.s(2).clone((1,), {"z": 1}, queue="q")),
        ("frozen", "add.s(2) after freeze('some-id')", _frozen(add.s(2))),
        ("chain", "add.s(1, 2) | mul.s(3)", add.s(1, 2) | mul.s(3)),
        ("chain-long", "four steps", chain(add.s(1), mul.s(2), mul.s(3), report.s())),
        ("chain-immutable", "a step that takes no result", add.s(1) | mul.si(5, 6)),
        ("group", "group of two", group(add.s(1, 1), add.s(2, 2))),
        ("group-one", "group of one", group([add.s(1, 1)])),
        ("group-empty", "group of none", group([])),
        ("chord", "chord([add.s(1, 1), add.s(2, 2)], report.s())", chord([add.s(1, 1), add.s(2, 2)], report.s())),
        ("chord-errback", "a chord whose body has an errback", chord([add.s(1, 1)], _errored(report.s(), alert.s()))),
        ("group-then-task", "group | task is a chord", group(add.s(1, 1), add.s(2, 2)) | report.s()),
        ("chain-with-group", "task | group", add.s(1, 1) | group(mul.s(2), mul.s(3))),
        ("chain-group-chain", "task | group | task", add.s(1, 1) | group(mul.s(2), mul.s(3)) | report.s()),
        ("group-of-chains", "chains in a group", group(add.s(1, 1) | mul.s(2), add.s(3, 3))),
        ("chord-of-chord", "a chord in a header", chord([chord([add.s(1, 1)], report.s()), add.s(2, 2)], report.s())),
        ("map", "add.map([1, 2])", add.map([1, 2])),
        ("starmap", "add.starmap([(1, 2), (3, 4)])", add.starmap([(1, 2), (3, 4)])),
        ("chunks", "add.chunks(zip(range(4), range(4)), 2)", add.chunks(zip(range(4), range(4)), 2)),
    ]


def _linked(signature, *links):
    for link in links:
        signature.link(link)
    return signature


def _errored(signature, *links):
    for link in links:
        signature.link_error(link)
    return signature


def _frozen(signature):
    signature.freeze("some-id")
    return signature


def _canvases():
    """(case, description, function of app that applies it)."""
    def make(build, *arguments, **options):
        def act(app):
            return build(app, app.tasks["tasks.add"], app.tasks["tasks.mul"], app.tasks["tasks.report"],
                         app.tasks["tasks.alert"]).apply_async(*arguments, **options)
        return act

    return [
        ("chain-2", "add.s(2, 2) | mul.s(4)", make(lambda app, add, mul, report, alert: add.s(2, 2) | mul.s(4))),
        ("chain-4", "four steps", make(
            lambda app, add, mul, report, alert: chain(add.s(2, 2), mul.s(4), mul.s(8), report.s()))),
        ("chain-options", "steps with options of their own", make(
            lambda app, add, mul, report, alert: add.s(2, 2).set(queue="one") | mul.si(4, 4).set(
                queue="two", countdown=5, priority=3, expires=60))),
        ("chain-call-options", "options of the call go to every step", make(
            lambda app, add, mul, report, alert: add.s(2, 2) | mul.s(4), queue="math", priority=6)),
        ("chain-args", "arguments of the call go to the first step", make(
            lambda app, add, mul, report, alert: add.s(2) | mul.s(4), (1,))),
        ("chain-links", "a chain with callback and errback", make(
            lambda app, add, mul, report, alert: _errored(_linked(add.s(2, 2) | mul.s(4), report.s()), alert.s()))),
        ("chain-link-option", "link and link_error given to apply_async", make(
            lambda app, add, mul, report, alert: add.s(2, 2) | mul.s(4) | mul.s(8), link=None, countdown=3)),
        ("chain-task-id", "the id of the call is the id of the last step", make(
            lambda app, add, mul, report, alert: add.s(2, 2) | mul.s(4), task_id="wanted")),
        ("group-2", "group of two", make(lambda app, add, mul, report, alert: group(add.s(1, 1), add.s(2, 2)))),
        ("group-call-options", "options of the call", make(
            lambda app, add, mul, report, alert: group(add.s(1), add.s(2)), (5,), queue="math", priority=2)),
        ("group-links", "callback and errback of a group", make(
            lambda app, add, mul, report, alert: _errored(group(add.s(1, 1), add.s(2, 2)), alert.s()))),
        ("chain-into-group", "task | group", make(
            lambda app, add, mul, report, alert: add.s(1, 1) | group(mul.s(2), mul.s(3)))),
        ("chord", "two parts and a body", make(
            lambda app, add, mul, report, alert: chord([add.s(1, 1), add.s(2, 2)], report.s()))),
        ("chord-errback", "body with an errback and a queue", make(
            lambda app, add, mul, report, alert: chord([add.s(1, 1), add.s(2, 2)],
                                                       _errored(report.s().set(queue="reports"), alert.s())))),
        ("chord-one", "one part", make(lambda app, add, mul, report, alert: chord([add.s(1, 1)], report.s()))),
        ("chain-chord-chain", "task | group | task | task", make(
            lambda app, add, mul, report, alert: add.s(1, 1) | group(mul.s(2), mul.s(3)) | report.s() | mul.s(2))),
        ("group-of-chains", "chains in a group", make(
            lambda app, add, mul, report, alert: group(add.s(1, 1) | mul.s(2), add.s(3, 3) | mul.s(4)))),
        ("chord-of-chains", "chains in a chord header", make(
            lambda app, add, mul, report, alert: chord([add.s(1, 1) | mul.s(2), add.s(3, 3)], report.s()))),
        ("chunks", "chunks of two", make(
            lambda app, add, mul, report, alert: add.chunks([(0, 0), (1, 1), (2, 2)], 2).group())),
        ("map", "map", make(lambda app, add, mul, report, alert: add.map([1, 2]))),
        ("starmap", "starmap", make(lambda app, add, mul, report, alert: add.starmap([(1, 2), (3, 4)]))),
    ]


def _generate_canvases(writer, protocol):
    for case, description, act in _canvases():
        app = make_app(task_protocol=protocol)
        with recording() as recorded:
            result = act(app)
        writer.add(f"v{protocol}-canvas-{case}", "canvas", description, {
            "protocol": protocol, "settings": {}, "result": tag(result.as_tuple()),
            "backend_calls": app.backend.calls, "messages": recorded.document()})


def generate(writer):
    for index, (case, description, _) in enumerate(_signatures(make_app())):
        _, _, signature = _signatures(make_app())[index]
        text = dumps(signature)
        writer.add(f"signature-{case}", "signature", description, {"python": description, "json": text, "value": tag(signature)})
    _generate_canvases(writer, 2)
    _generate_canvases(writer, 1)
    app = make_app(backend=UnlockingBackend)
    with recording() as recorded:
        result = chord([app.tasks["tasks.add"].s(1, 1), app.tasks["tasks.add"].s(2, 2)], app.tasks["tasks.report"].s()).apply_async()
    writer.add("v2-canvas-chord-unlock", "canvas", "a backend without native chords: celery.chord_unlock waits", {
        "protocol": 2, "settings": {}, "result": tag(result.as_tuple()), "backend_calls": app.backend.calls,
        "messages": recorded.document()})
