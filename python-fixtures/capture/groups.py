"""The groups of cases: each becomes one file."""
from . import canvas_cases, result_cases, task_cases, text_cases, value_cases

ALL = {
    "tasks": task_cases.generate,
    "canvas": canvas_cases.generate,
    "results": result_cases.generate,
    "texts": text_cases.generate,
    "values": value_cases.generate,
}
