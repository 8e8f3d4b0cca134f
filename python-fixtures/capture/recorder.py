"""Records what a producer sends: the envelope of kombu's virtual transports and the AMQP frames.

The message is published for real, through kombu's memory transport. Producer._publish sees what every transport
gets; the virtual channel's finished envelope is what the Redis transport would LPUSH after `kombu.utils.json.dumps`.
"""
import copy
from contextlib import contextmanager
from types import SimpleNamespace

import kombu.messaging
import kombu.transport.memory
import kombu.transport.virtual
from amqp.basic_message import Message
from kombu.utils.json import dumps

from .tagged import tag
from .writer import b64


class Recorded:
    def __init__(self):
        self.messages = []

    def document(self):
        return self.messages


def redis_key(queue, envelope):
    try:
        from kombu.transport.redis import Channel
    except ImportError:
        return None
    channel = SimpleNamespace(sep=Channel.sep, priority_steps=Channel.priority_steps, min_priority=0, max_priority=9,
                              default_priority=0, queue_order_strategy="round_robin")
    channel.priority = lambda number: Channel.priority(channel, number)
    priority = Channel._get_message_priority(channel, envelope, reverse=False)
    return Channel._q_for_pri(channel, queue, priority)


def amqp_picture(body, priority, content_type, content_encoding, headers, properties):
    message = Message(body, priority=priority, content_type=content_type, content_encoding=content_encoding,
                      application_headers=headers, **properties)
    return {
        "properties": {name: tag(message.properties[name]) for name, _ in Message.PROPERTIES
                       if message.properties.get(name) is not None},
        "properties_base64": b64(message._serialize_properties()),
    }


@contextmanager
def recording():
    recorded = Recorded()
    channel_class = kombu.transport.memory.Channel
    real_publish, real_put = kombu.messaging.Producer._publish, channel_class._put
    real_augment = kombu.transport.virtual.Channel._inplace_augment_message
    pending = []

    def publish(self, body, priority, content_type, content_encoding, headers, properties, routing_key,
                mandatory, immediate, exchange, declare, *rest, **more):
        raw = body.encode("utf-8") if isinstance(body, str) else bytes(body)
        pending.append({
            "exchange": exchange or "",
            "routing_key": routing_key,
            "amqp": amqp_picture(body, priority, content_type, content_encoding,
                                 copy.deepcopy(headers), copy.deepcopy(properties)),
            "body": b64(raw),
        })
        result = real_publish(self, body, priority, content_type, content_encoding, headers, properties, routing_key,
                              mandatory, immediate, exchange, declare, *rest, **more)
        recorded.messages.extend(pending)
        pending.clear()
        return result

    def augment(self, message, exchange, routing_key):
        real_augment(self, message, exchange, routing_key)
        pending[-1].update(queues=[], redis_keys=[], envelope=dumps(message))

    def put(self, queue, message, **more):
        current = pending[-1]
        current["queues"].append(queue)
        current["redis_keys"].append(redis_key(queue, message))
        return real_put(self, queue, message, **more)

    kombu.messaging.Producer._publish = publish
    channel_class._put, channel_class._inplace_augment_message = put, augment
    try:
        yield recorded
    finally:
        kombu.messaging.Producer._publish = real_publish
        channel_class._put, channel_class._inplace_augment_message = real_put, real_augment
