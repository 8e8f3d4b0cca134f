"""Exceptions of the live tests, in a module a result reader can import."""


class PaymentError(Exception):
    pass


class Ledger:
    class ClosedError(ValueError):
        pass
