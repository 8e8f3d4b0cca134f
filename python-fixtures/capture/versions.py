"""Which libraries made a golden set."""
import platform


def collect():
    found = {"python": platform.python_version()}
    for name in ("celery", "kombu", "amqp", "vine", "billiard", "redis"):
        try:
            module = __import__(name)
        except ImportError:
            found[name] = None
        else:
            version = getattr(module, "__version__", None)
            found[name] = version if isinstance(version, str) else ".".join(map(str, version))
    return found
