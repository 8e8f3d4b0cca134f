"""Messages as they come from RabbitMQ, their properties byte for byte."""
import base64
import json

from amqp.basic_message import Message
from amqp.serialization import GenericContent

from ..exact import exact
from ..writer import b64
from .servers import wait_until
from .shapes import shape

BASIC = 60  # the class of content headers of messages


class Properties:
    """Makes amqp keep the property flags and list of a content header as they came."""

    def __enter__(self):
        self._real = GenericContent.inbound_header
        real = self._real

        def inbound_header(message, buffer, offset=0):
            message.raw_properties = bytes(buffer[offset + 12:])
            return real(message, buffer, offset)

        GenericContent.inbound_header = inbound_header

    def __exit__(self, *exc):
        GenericContent.inbound_header = self._real


def content(message):
    return message.body.encode() if isinstance(message.body, str) else bytes(message.body)


def value(message):
    return json.loads(content(message))


def picture(message):
    return {"exchange": message.delivery_info["exchange"], "routing_key": message.delivery_info["routing_key"],
            "properties_base64": b64(message.raw_properties), "body": b64(content(message))}


def take(channel, queue):
    return wait_until(lambda: channel.basic_get(queue, no_ack=True), f"a message in {queue}")


def add_volatile(writer, case, description, message, mask=None):
    """A case that is compared by names and types."""
    writer.add(case, "live-amqp", description, {"volatile": True, **picture(message), "value": exact(value(message))}, mask or shapes)


def shapes(document):
    """For GoldenWriter."""
    message = Message()
    message._load_properties(BASIC, base64.b64decode(document["properties_base64"]), 0)
    masked = {name: item for name, item in document.items() if name not in ("properties_base64", "body", "value")}
    return {**masked, "properties": shape(message.properties), "body": shape(json.loads(base64.b64decode(document["body"])))}
