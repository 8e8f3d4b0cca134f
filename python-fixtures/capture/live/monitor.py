"""Every command a Redis is sent, with the exact bytes of its arguments (MONITOR)."""
import re
import socket
import threading

_ARGUMENT = re.compile(rb'"((?:[^"\\]|\\.)*)"', re.DOTALL)
_ESCAPE = re.compile(rb"\\(x[0-9a-f]{2}|.)", re.DOTALL)
_NAMED = {b"n": b"\n", b"r": b"\r", b"t": b"\t", b"a": b"\a", b"b": b"\b"}


def _plain(text):
    def one(match):
        name = match.group(1)
        return bytes([int(name[1:], 16)]) if name[:1] == b"x" and len(name) == 3 else _NAMED.get(name, name)
    return _ESCAPE.sub(one, text)


class Monitor:
    """`commands` grows: lists of byte strings, the name in capitals first."""

    def __init__(self, port):
        self.commands = []
        self._socket = socket.create_connection(("127.0.0.1", port))
        self._stream = self._socket.makefile("rb")
        self._socket.sendall(b"MONITOR\r\n")
        self._stream.readline()
        self._thread = threading.Thread(target=self._read, daemon=True)
        self._thread.start()

    def _read(self):
        try:
            for line in self._stream:
                words = [_plain(word) for word in _ARGUMENT.findall(line.partition(b"] ")[2])]
                if words:
                    self.commands.append([words[0].upper(), *words[1:]])
        except (OSError, ValueError):
            return

    def named(self, *names):
        return [command for command in list(self.commands) if command[0].decode() in names]

    def close(self):
        self._socket.shutdown(socket.SHUT_RDWR)
        self._thread.join(10)
        self._stream.close()
        self._socket.close()
