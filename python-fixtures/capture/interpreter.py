"""How to start the Python that runs this once more."""
import os
import sys


def interpreter():
    """The starter of an environment (see python-fixtures/environments), or the Python itself."""
    starter = os.path.join(os.path.dirname(sys.base_prefix), "python")
    return starter if os.access(starter, os.X_OK) else sys.executable
