"""Tagged values that keep the exact type: what a pickle says of an object is what its tag says."""
import copyreg
import enum
import types
from datetime import date, datetime, time, timedelta, timezone
from decimal import Decimal
from fractions import Fraction
from uuid import UUID

from celery.canvas import Signature

from .tagged import tag

SEQUENCES = {list: "list", tuple: "tuple", set: "set", frozenset: "frozenset"}
PLAIN = (type(None), bool, int, float, str, bytes)


def exact(value, inside=()):
    """A tag for each kind of value there is on the wire; a container inside itself is {"recursion": its kind}."""
    kind = type(value)
    if kind in PLAIN:
        return tag(value)
    if kind in (bytearray, complex, timedelta, date, time, Decimal, UUID):
        return _scalar(kind, value)
    if kind is datetime:
        return _datetime(value)
    if isinstance(value, (type, types.FunctionType, types.BuiltinFunctionType)):
        return {"class": name_of(value)}
    if id(value) in inside:
        return {"recursion": SEQUENCES.get(kind, "dict")}
    inside = (*inside, id(value))
    if kind in SEQUENCES:
        items = [exact(item, inside) for item in value]
        return items if kind is list else {SEQUENCES[kind]: items}
    if kind is dict:
        return {"dict": _pairs(value.items(), inside)}
    if isinstance(value, Fraction):
        # 3.9 pickles the text "1/3", later ones both numbers; that is the same.
        return {"object": name_of(kind), "args": [value.numerator, value.denominator]}
    if isinstance(value, enum.Enum) and value.__reduce_ex__(4)[0] is not kind:
        return {"object": name_of(kind), "args": [], "state": _member(value)}
    return _reduced(value, inside)


def name_of(thing):
    module = getattr(thing, "__module__", None) or "builtins"
    return f"{module}:{getattr(thing, '__qualname__', thing.__name__)}"


def _scalar(kind, value):
    if kind is bytearray:
        return {"bytearray": bytes(value).hex()}
    if kind is complex:
        return {"complex": [tag(value.real), tag(value.imag)]}
    if kind is timedelta:
        return {"timedelta": [value.days, value.seconds, value.microseconds]}
    return tag(value)


def _datetime(value):
    tagged = tag(value)
    if value.fold:
        tagged["fold"] = 1
    if value.tzinfo is not None and type(value.tzinfo) is not timezone:
        tagged["zone"] = name_of(type(value.tzinfo))
    return tagged


def _member(value):
    """3.11 pickles a member by its name, and several flags as the or of theirs."""
    function, args = value.__reduce_ex__(4)
    return args[1] if function is getattr else "|".join(_member(item) for item in args)


def _pairs(pairs, inside):
    return [[exact(key, inside), exact(item, inside)] for key, item in pairs]


def _reduced(value, inside):
    """As copyreg and pickle see it: (callable, args, state, items, pairs)."""
    reduced = value.__reduce_ex__(4)
    if isinstance(reduced, str):
        return {"class": f"{value.__module__}:{reduced}"}
    function, args, state, items, pairs = (*reduced, None, None, None)[:5]
    kwargs = None
    if function is getattr(copyreg, "__newobj__"):
        function, args = args[0], args[1:]
    elif function is getattr(copyreg, "__newobj_ex__"):
        function, args, kwargs = args
    if isinstance(value, Signature):
        function = Signature  # its pickle calls celery.canvas.signature with the dict
    tagged = {"exception" if isinstance(value, BaseException) else "object": name_of(function),
              "args": [exact(item, inside) for item in args]}
    if kwargs:
        tagged["kwargs"] = _pairs(kwargs.items(), inside)
    if state is not None:
        tagged["state"] = exact(state, inside)
    if items is not None:
        tagged["items"] = [exact(item, inside) for item in items]
    if pairs is not None:
        tagged["pairs"] = _pairs(pairs, inside)
    return tagged
