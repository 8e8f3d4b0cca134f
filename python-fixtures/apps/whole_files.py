"""Message files that appear at once.

kombu's filesystem transport writes a message into the very file a worker looks for. A Python worker that takes it before the
text is in dies of it ("Unrecoverable error: JSONDecodeError"), whichever release it is, and on a busy machine that happens.
What the driver sends to Python workers is therefore written aside and renamed; what it sends to C# workers stays as kombu does it.
"""
import os
from tempfile import TemporaryDirectory

from kombu.transport.filesystem import Channel


def install(is_for_python):
    """is_for_python(queue) tells the queues to write so."""
    put = Channel._put

    def put_whole(self, queue, payload, **kwargs):
        if not is_for_python(queue):
            return put(self, queue, payload, **kwargs)
        folder = self.data_folder_out
        with TemporaryDirectory(dir=os.path.dirname(folder)) as aside:
            self.data_folder_out = aside
            try:
                put(self, queue, payload, **kwargs)
            finally:
                self.data_folder_out = folder
            for name in os.listdir(aside):
                os.rename(os.path.join(aside, name), os.path.join(folder, name))

    Channel._put = put_whole
