"""Rules of style that no linter knows: names, signals, the words the project keeps out."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
VAGUE = {"utils", "helpers", "common", "misc", "manager", "managers", "base"}
SOURCES = [path for path in (ROOT / "levier").rglob("*.py") if "migrations" not in path.parts]


def test_no_module_has_a_vague_name():
    for path in SOURCES:
        assert path.stem not in VAGUE, path


def test_the_kernel_and_the_rules_have_no_clock():
    clock = re.compile(r"\b(date\.today|datetime\.now|timezone\.now|time\.time\()")
    for path in SOURCES:
        if path.parts[len(ROOT.parts) + 1] in {"kernel", "rules"}:
            assert not clock.search(path.read_text(encoding="utf-8")), path


def test_no_error_is_swallowed():
    silent = re.compile(r"except[^\n]*:\s*\n\s+pass\b")
    for path in SOURCES:
        assert not silent.search(path.read_text(encoding="utf-8")), path


@pytest.mark.parametrize("folder", ["kernel", "rules"])
def test_every_public_function_of_the_core_has_a_docstring(folder):
    import ast

    for path in (ROOT / "levier" / folder).rglob("*.py"):
        for node in ast.parse(path.read_text(encoding="utf-8")).body:
            public = isinstance(node, ast.FunctionDef | ast.ClassDef) and node.name[0] != "_"
            assert not public or ast.get_docstring(node), f"{path}:{node.lineno} {node.name}"
