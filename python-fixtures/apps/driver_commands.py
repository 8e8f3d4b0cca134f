"""The commands of driver.py."""
import base64
from importlib import import_module

from celery import chain, chord, group
from celery.canvas import maybe_signature
from celery.result import result_from_tuple
from celery.utils.nodenames import worker_direct
from kombu import Connection, compression, pools

from driver_pickle import *  # noqa: F403 - the commands of the pickle codec
from driver_values import describe_error, plain
from interop_app import create_app

POLL = 0.02  # seconds between two reads, where the backend cannot push
_apps = {}


def command_open(app, broker, backend=None, settings=None):
    """Make an app known under a name; later commands say which one they mean."""
    _apps[app] = create_app(broker, backend, settings)
    return versions()


def command_close(app):
    closing = _apps.pop(app, None)
    if closing is not None:
        closing.close()
        if not _apps:  # kombu shares its pools between the apps of one broker
            pools.reset()
    return None


def versions():
    told = {name: import_module(name).__version__ for name in ("celery", "kombu", "amqp", "redis")}
    told["compressions"] = sorted(compression._aliases)
    return told


def command_versions():
    return versions()


def command_send_task(app, name, args=None, kwargs=None, options=None):
    result = _apps[app].send_task(name, args=args, kwargs=kwargs, **_options(app, options))
    return {"task_id": result.id}


def command_send_many(app, name, calls, options=None):
    """The same task with a list of argument lists; answers the ids."""
    owner = _apps[app]
    options = _options(app, options)
    with owner.producer_pool.acquire(block=True) as producer:
        return [owner.send_task(name, args=args, producer=producer, **options).id for args in calls]


def command_delay(app, name, args=None, kwargs=None, options=None):
    """apply_async of a task this process knows."""
    result = _apps[app].tasks[name].apply_async(args, kwargs, **_options(app, options))
    return {"task_id": result.id}


def command_apply(app, signature, args=None, kwargs=None, options=None):
    """apply_async of a signature given as JSON (any kind: a task, chain, group or chord)."""
    _apps[app].set_current()  # parts of parts fall back to it
    return _sent(maybe_signature(signature, app=_apps[app]).apply_async(
        tuple(args or ()), dict(kwargs or {}), **_options(app, options)))


def command_chain(app, steps, options=None):
    return _sent(chain(*_signatures(app, steps)).apply_async(**_options(app, options)))


def command_group(app, steps, options=None):
    return _sent(group(_signatures(app, steps), app=_apps[app]).apply_async(**_options(app, options)))


def command_chord(app, header, body, options=None):
    body, = _signatures(app, [body])
    return _sent(chord(_signatures(app, header), body, app=_apps[app]).apply_async(**_options(app, options)))


def command_signature(app, name, args=None, kwargs=None, options=None, immutable=False):
    """The JSON of a signature."""
    return dict(_apps[app].signature(name, args=args, kwargs=kwargs, immutable=immutable, **(options or {})))


def command_get(app, task_id, timeout=10, propagate=True):
    """AsyncResult.get: the value, or the exception Python raised."""
    result = _apps[app].AsyncResult(task_id)
    return _got(lambda: result.get(timeout=timeout, propagate=propagate, interval=POLL), result)


def command_get_many(app, task_ids, timeout=30):
    owner = _apps[app]
    return [_got(lambda result=result: result.get(timeout=timeout, interval=POLL), result)
            for result in map(owner.AsyncResult, task_ids)]


def command_get_tuple(app, as_tuple, timeout=10):
    """get() of a group result, given as its as_tuple."""
    result = result_from_tuple(as_tuple, app=_apps[app])
    return _got(lambda: result.get(timeout=timeout, interval=POLL), None)


def command_state(app, task_id):
    """All from one read: the record may change between two."""
    owner = _apps[app]
    result = owner.AsyncResult(task_id)
    result._cache = owner.backend.get_task_meta(task_id)
    info = result.info
    return {"state": result.state, "ready": result.ready(), "traceback": result.traceback,
            "info": describe_error(info) if isinstance(info, Exception) else info}


def command_meta(app, task_id):
    """The record as the backend decodes it."""
    meta = dict(_apps[app].backend.get_task_meta(task_id))
    if isinstance(meta.get("result"), Exception):
        meta["result"] = describe_error(meta["result"])
    return meta


def command_children(app, task_id):
    children = _apps[app].AsyncResult(task_id).children
    return None if children is None else [child.as_tuple() for child in children]


def command_result(app, task_id):
    """What the attributes of AsyncResult say, all of them read from the record."""
    result = _apps[app].AsyncResult(task_id)
    names = ("state", "date_done", "name", "args", "kwargs", "worker", "retries", "queue")
    read = {name: getattr(result, name) for name in names}
    read["date_done_type"] = type(result.date_done).__name__
    read["children"] = None if result.children is None else [child.id for child in result.children]
    read["parent_id"] = result._get_task_meta().get("parent_id")
    return read


def command_repr(app, value):
    return repr(value)


def command_store(app, task_id, result, state, traceback=None):
    """Store a result the way a Python worker does."""
    _apps[app].backend.store_result(task_id, result, state, traceback=traceback)


def command_store_error(app, task_id, module, name, args=(), state="FAILURE", traceback=None):
    kind = import_module(module)
    for part in name.split("."):
        kind = getattr(kind, part)
    _apps[app].backend.store_result(task_id, kind(*args), state, traceback=traceback)


def command_forget(app, task_id):
    _apps[app].AsyncResult(task_id).forget()


def command_publish(app, routing_key, body, exchange="", headers=None, properties=None,
                    content_type="application/json", content_encoding="utf-8", declare=None):
    """A message as given: body is text, or {"$bytes": base64}; no serializer touches it."""
    owner = _apps[app]
    with owner.producer_pool.acquire(block=True) as producer:
        producer.publish(
            body, exchange=exchange, routing_key=routing_key, headers=headers or {}, content_type=content_type,
            content_encoding=content_encoding, retry=False,
            declare=[owner.amqp.queues[declare]] if declare else None, **(properties or {}))


def command_receive(app, queue, timeout=5, ack=True):
    """Take one message from a queue as kombu sees it, undecoded; null when there is none."""
    owner = _apps[app]
    received = []
    with owner.connection_for_read() as connection:
        def on_message(message):
            body = message.body
            received.append({
                "body": base64.b64encode(body.encode() if isinstance(body, str) else bytes(body)).decode(),
                "headers": message.headers, "properties": message.properties, "content_type": message.content_type,
                "content_encoding": message.content_encoding, "delivery_info": plain(message.delivery_info)})
            message.ack() if ack else message.requeue()

        with connection.channel() as channel:
            consumer = owner.amqp.TaskConsumer(channel, queues=[owner.amqp.queues[queue]], on_message=on_message)
            consumer.qos(prefetch_count=1)
            with consumer:
                try:
                    connection.drain_events(timeout=timeout)
                except TimeoutError:
                    return None
    return received[0] if received else None


def command_declare(app, queue):
    """Declare a queue with its exchange, as a Python worker does at start."""
    owner = _apps[app]
    with owner.connection_for_write() as connection:
        owner.amqp.queues[queue](connection.default_channel).declare()


def command_purge(app):
    return _apps[app].control.purge()


def command_redis(url, words):
    """One Redis command through Python's client, undecoded."""
    import redis
    client = redis.Redis.from_url(url)
    try:
        return client.execute_command(*words)
    finally:
        client.connection_pool.disconnect()


def command_ping_broker(url):
    with Connection(url) as connection:
        connection.ensure_connection(max_retries=1)


def command_inspect(app, method, timeout=2, destination=None):
    return getattr(_apps[app].control.inspect(timeout=timeout, destination=destination), method)()


def command_revoke(app, task_id, terminate=False):
    _apps[app].control.revoke(task_id, terminate=terminate)


def command_control(app, method, keywords):
    """Any method of app.control."""
    return getattr(_apps[app].control, method)(**keywords)


def _options(app, options):
    """Links may be given as the JSON of signatures, and worker_direct as the name of the worker that is meant."""
    options = dict(options or {})
    if "worker_direct" in options:
        options["queue"] = worker_direct(options.pop("worker_direct"))
    for name in ("link", "link_error", "chain"):
        if name in options and options[name] is not None:
            given = options[name] if isinstance(options[name], list) else [options[name]]
            options[name] = _signatures(app, given)
    return options


def _signatures(app, descriptions):
    return [maybe_signature(description, app=_apps[app]) for description in descriptions]


def _sent(result):
    parents, parent = [], result.parent
    while parent is not None:
        parents.append(parent.id)
        parent = parent.parent
    return {"task_id": result.id, "parents": parents, "as_tuple": result.as_tuple()}


def _got(get, result):
    try:
        value = get()
    except Exception as error:
        told = {"raised": describe_error(error)}
        if result is not None:
            told["state"], told["stored_traceback"] = result.state, result.traceback
        return told
    return {"value": plain(value), "repr": repr(value), "type": type(value).__name__}
