"""Collects the cases of one golden set, then writes or compares them: a case a line, one .jsonl file a group."""
import base64
import json
import os


def b64(data):
    return base64.b64encode(data).decode()


class GoldenWriter:
    def __init__(self, folder):
        self.folder = folder
        self.groups = {}
        self.versions = {}
        self._names = set()
        self._group = None

    def begin(self, group):
        """The cases that follow go into <group>.jsonl."""
        self._group = self.groups.setdefault(group, [])

    def add(self, case, kind, description, document, mask=None):
        """Add one case. `mask` gives what of the document must be the same in every run; default all of it."""
        if case in self._names:
            raise ValueError(f"case {case} exists twice")
        self._names.add(case)
        whole = {"case": case, "kind": kind, "description": description, **document}
        self._group.append((case, json.dumps(whole), mask))

    def save(self, groups=None):
        """Write; a case that differs from its file only where it may stays as it is."""
        os.makedirs(self.folder, exist_ok=True)
        for name in os.listdir(self.folder):
            if groups is None and name not in self._files():
                os.remove(os.path.join(self.folder, name))
        for group, cases in self._filled():
            known = self._read(group)
            lines = [known[case] if _same(known.get(case), text, mask) else text for case, text, mask in cases]
            self._write(f"{group}.jsonl", "".join(f"{line}\n" for line in lines))
        self._write("versions.json", json.dumps(self.versions, indent=1) + "\n")
        size = sum(os.path.getsize(os.path.join(self.folder, name)) for name in os.listdir(self.folder))
        print(f"{self.folder}: {len(self._names)} cases written, {size} bytes in all")
        return 0

    def compare(self, groups=None):
        different = []
        if groups is None and os.path.isdir(self.folder):
            different += [f"{name}: belongs to no case" for name in os.listdir(self.folder) if name not in self._files()]
        for group, cases in self.groups.items():
            known = self._read(group)
            different += [f"{group}: {case} is in the file only" for case in known if case not in self._names]
            for case, text, mask in cases:
                if not _same(known.get(case), text, mask):
                    different.append(f"{group}: {case} {_difference(known.get(case), text)}")
        self._note_versions()
        for line in different:
            print(f"differs: {line}")
        print(f"{len(self._names)} cases, {len(different)} differ")
        return 1 if different else 0

    def _files(self):
        return {"versions.json", *(f"{group}.jsonl" for group, _ in self._filled())}

    def _filled(self):
        """Groups with cases: no Celery has them all."""
        return [(group, cases) for group, cases in self.groups.items() if cases]

    def _write(self, name, text):
        with open(os.path.join(self.folder, name), "wb") as file:
            file.write(text.encode("ascii"))

    def _read(self, group):
        path = os.path.join(self.folder, f"{group}.jsonl")
        if not os.path.exists(path):
            return {}
        with open(path, encoding="ascii") as file:
            return {json.loads(line)["case"]: line.rstrip("\n") for line in file}

    def _note_versions(self):
        path = os.path.join(self.folder, "versions.json")
        if not os.path.exists(path):
            return
        with open(path, encoding="ascii") as file:
            known = json.load(file)
        for name in sorted({*known, *self.versions}):
            if known.get(name) != self.versions.get(name):
                print(f"note: the files were made with {name} {known.get(name)}, here is {self.versions.get(name)}")


def _same(known, text, mask):
    if known is None or known == text or mask is None:
        return known == text
    return mask(json.loads(known)) == mask(json.loads(text))


def _difference(known, text):
    if known is None:
        return "is not in the file"
    at = next((i for i, (left, right) in enumerate(zip(known, text)) if left != right), min(len(known), len(text)))
    start = max(0, at - 30)
    return f"at {at}: file ...{known[start:at + 60]}... now ...{text[start:at + 60]}..."
