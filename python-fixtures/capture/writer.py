"""Collects the files of one golden set, then writes or compares them."""
import base64
import json
import os


def as_text(document):
    """JSON, ASCII only; what fits into a line stands on one line."""
    return _lines(document, 0) + "\n"


def _lines(value, depth):
    short = json.dumps(value)
    if len(short) + depth <= 118 or not value or not isinstance(value, (dict, list, tuple)):
        return short
    inner = " " * (depth + 1)
    if isinstance(value, dict):
        parts = [f"{inner}{json.dumps(key)}: {_lines(item, depth + 1)}" for key, item in value.items()]
        opening, closing = "{", "}"
    else:
        parts = [inner + _lines(item, depth + 1) for item in value]
        opening, closing = "[", "]"
    return opening + "\n" + ",\n".join(parts) + "\n" + " " * depth + closing


class GoldenWriter:
    def __init__(self, folder):
        self.folder = folder
        self.files = {}
        self.cases = []

    def add_plain(self, name, document):
        self.files[name] = as_text(document).encode()

    def add(self, case, kind, description, document, bodies=()):
        """Add one case; `bodies` become `<case>.bin`, `<case>.1.bin`, ... (raw bytes)."""
        if any(known["case"] == case for known in self.cases):
            raise ValueError(f"case {case} exists twice")
        names = []
        for index, body in enumerate(bodies):
            name = f"{case}.bin" if index == 0 else f"{case}.{index}.bin"
            self.files[name] = body
            names.append(name)
        self.files[f"{case}.json"] = as_text(
            {"case": case, "kind": kind, "description": description, **document}).encode()
        self.cases.append({"case": case, "kind": kind, "description": description,
                           "file": f"{case}.json", "bodies": names})

    def _finish(self):
        self.cases.sort(key=lambda known: known["case"])
        self.add_plain("cases.json", self.cases)

    def save(self):
        self._finish()
        os.makedirs(self.folder, exist_ok=True)
        for name in os.listdir(self.folder):
            if name not in self.files:
                os.remove(os.path.join(self.folder, name))
        for name, content in self.files.items():
            with open(os.path.join(self.folder, name), "wb") as file:
                file.write(content)
        size = sum(map(len, self.files.values()))
        print(f"{self.folder}: {len(self.cases)} cases, {len(self.files)} files, {size} bytes")
        return 0

    def compare(self):
        self._finish()
        present = set(os.listdir(self.folder)) if os.path.isdir(self.folder) else set()
        different = sorted(present ^ set(self.files))
        for name in sorted(present & set(self.files)):
            with open(os.path.join(self.folder, name), "rb") as file:
                if file.read() != self.files[name]:
                    different.append(name)
        for name in different:
            print(f"differs: {name}")
        print(f"{len(self.files)} files, {len(different)} differ")
        return 1 if different else 0


def b64(data):
    return base64.b64encode(data).decode()
