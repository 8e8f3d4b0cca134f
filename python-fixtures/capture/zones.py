"""Times in the zones of the libraries people use with Celery."""
from datetime import datetime

WINTER, SUMMER = datetime(2026, 1, 2, 3, 4, 5, 678901), datetime(2026, 7, 2, 3, 4, 5, 678901)


def datetimes():
    return {**_pytz(), **_dateutil(), **_zoneinfo()}


def _pytz():
    import pytz
    paris = pytz.timezone("Europe/Paris")
    return {
        "datetime-pytz-utc": pytz.utc.localize(WINTER), "datetime-pytz-winter": paris.localize(WINTER), "datetime-pytz-summer": paris.localize(SUMMER),
        "datetime-pytz-fixed": WINTER.replace(tzinfo=pytz.FixedOffset(-150)),
    }


def _dateutil():
    from dateutil import tz
    return {
        "datetime-dateutil-utc": WINTER.replace(tzinfo=tz.tzutc()), "datetime-dateutil-offset": WINTER.replace(tzinfo=tz.tzoffset(None, 7200)),
        "datetime-dateutil-named": WINTER.replace(tzinfo=tz.tzoffset("XST", -3600)),
    }


def _zoneinfo():
    from zoneinfo import ZoneInfo
    paris = ZoneInfo("Europe/Paris")
    return {
        "datetime-zoneinfo-utc": WINTER.replace(tzinfo=ZoneInfo("UTC")), "datetime-zoneinfo-winter": WINTER.replace(tzinfo=paris),
        "datetime-zoneinfo-summer": SUMMER.replace(tzinfo=paris),
    }
