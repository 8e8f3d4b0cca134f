"""What must be the same in every run of a capture whose times, counts and ids are real."""
import base64
import json


def shape(value):
    """Names and types; of a list the different shapes of its items, numbers of both kinds alike."""
    if isinstance(value, dict):
        return {str(key): shape(item) for key, item in sorted(value.items(), key=lambda pair: str(pair[0]))}
    if isinstance(value, (list, tuple)):
        return sorted({json.dumps(shape(item)) for item in value})
    if isinstance(value, bool) or value is None:
        return type(value).__name__
    return "number" if isinstance(value, (int, float)) else "text"


def envelope_shape(raw):
    """Of a virtual transport's envelope; the body's shape in place of the body."""
    envelope = json.loads(raw)
    body = json.loads(base64.b64decode(envelope["body"]))
    return {**shape(envelope), "body": shape(body)}


def body_of(raw):
    return json.loads(base64.b64decode(json.loads(raw)["body"]))


def mask(document):
    """For GoldenWriter: `raw` by shape, the rest as it is but for what is `read` from it."""
    masked = {name: value for name, value in document.items() if name not in ("raw", "value")}
    return {**masked, "raw": envelope_shape(base64.b64decode(document["raw"]))}
