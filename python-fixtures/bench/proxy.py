"""A TCP proxy that can cut every connection at once and refuse new ones for a while."""
import asyncio
import socket
import struct
import threading

from servers import free_port


class Proxy:
    def __init__(self, target_port):
        self.target_port = target_port
        self.port = free_port()
        self.cuts = 0
        self._open = set()
        self._refusing = False
        self._loop = asyncio.new_event_loop()
        self._listening = threading.Event()

    def __enter__(self):
        threading.Thread(target=self._run, daemon=True).start()
        self._listening.wait(10)
        return self

    def __exit__(self, *_):
        self._loop.call_soon_threadsafe(self._loop.stop)

    def cut(self, seconds=0.0):
        """Resets all connections; for so long, new ones are reset as well."""
        self.cuts += 1
        self._loop.call_soon_threadsafe(self._cut, seconds)

    def connections(self):
        return len(self._open) // 2

    def _run(self):
        asyncio.set_event_loop(self._loop)
        self._loop.run_until_complete(asyncio.start_server(self._serve, "127.0.0.1", self.port))
        self._listening.set()
        self._loop.run_forever()

    def _cut(self, seconds):
        for writer in list(self._open):
            self._reset(writer)
        if seconds:
            self._refusing = True
            self._loop.call_later(seconds, self._admit)

    def _admit(self):
        self._refusing = False

    @staticmethod
    def _reset(writer):
        raw = writer.get_extra_info("socket")
        if raw is not None:
            raw.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        writer.transport.abort()

    async def _serve(self, reader, writer):
        if self._refusing:
            return self._reset(writer)
        try:
            far_reader, far_writer = await asyncio.open_connection("127.0.0.1", self.target_port)
        except OSError:
            return self._reset(writer)
        self._open |= {writer, far_writer}
        await asyncio.gather(self._copy(reader, far_writer), self._copy(far_reader, writer))
        self._open -= {writer, far_writer}

    @staticmethod
    async def _copy(reader, writer):
        try:
            while data := await reader.read(65536):
                writer.write(data)
                await writer.drain()
        except OSError:
            pass
        writer.close()
