"""The groups of cases: each becomes one file."""
from .live import control, events, results, transports
from . import auth_cases, canvas_cases, encoded_cases, result_cases, stamp_cases, task_cases, text_cases, value_cases

ALL = {
    "tasks": task_cases.generate,
    "canvas": canvas_cases.generate,
    "stamps": stamp_cases.generate,
    "results": result_cases.generate,
    "texts": text_cases.generate,
    "values": value_cases.generate,
    "encoded": encoded_cases.generate,
    "auth": auth_cases.generate,
    "live-results": results.generate,
    "live-events": events.generate,
    "live-control": control.generate,
    "live-transports": transports.generate,
}
