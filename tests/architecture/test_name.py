"""Public names: documented, and honestly listed at the root."""

import ast
import importlib
import subprocess
import sys

import planflow

HEAVY = {"logging", "pendulum", "sqlite3", "structlog", "transitions"}


def is_public(node: ast.AST) -> bool:
    """Tell whether a definition needs a docstring: not private, not magic, not half of a pair."""
    if not isinstance(node, ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
        return False
    marks = {ast.unparse(decorator).rpartition(".")[2] for decorator in node.decorator_list}
    return not node.name.startswith("_") and not marks & {"overload", "override", "setter"}


def undocumented(owner: ast.Module | ast.ClassDef, name: str) -> list[str]:
    """Return the public names in and below ``owner`` that have no docstring."""
    missing = [] if ast.get_docstring(owner) else [name]
    for node in filter(is_public, owner.body):
        below = f"{name}.{node.name}"
        if isinstance(node, ast.ClassDef):
            missing += undocumented(node, below)
        elif not ast.get_docstring(node):
            missing.append(below)
    return missing


def order(name: str) -> tuple[bool, bool, str]:
    """Sort as the linter does: constants, classes, then the rest."""
    return not name.isupper(), not name[0].isupper(), name


def test_every_public_name_is_documented(sources):
    missing = [name for source in sources for name in undocumented(source.tree, source.name)]

    assert [] == missing


def test_a_missing_docstring_is_caught():
    tree = ast.parse('class A:\n    """A."""\n    def b(self): ...\n    def _c(self): ...\n')

    assert ["m", "m.A.b"] == undocumented(tree, "m")


def test_the_root_lists_its_names_in_order():
    assert sorted(set(planflow.__all__), key=order) == list(planflow.__all__)


def test_the_root_lists_what_it_has_and_has_what_it_lists():
    """Every listed name resolves; every public name of the root is listed, but its own modules."""
    for name in planflow.__all__:
        getattr(planflow, name)
    names = {name for name in dir(planflow) if not name.startswith("_")}
    modules = {name for name in names if f"planflow.{name}" in sys.modules}

    assert set() == names - modules - set(planflow.__all__) - {"annotations", "TYPE_CHECKING"}


def test_every_module_lists_only_what_it_has(sources):
    for source in sources:
        if not source.name.endswith("__main__"):
            module = importlib.import_module(source.name)
            assert [] == [n for n in getattr(module, "__all__", ()) if not hasattr(module, n)]


def test_importing_the_root_loads_nothing_heavy():
    """A host pays for what it uses, when it uses it."""
    code = "import sys, planflow; print(*sys.modules)"
    loaded = subprocess.check_output([sys.executable, "-c", code], text=True).split()

    assert set() == HEAVY & set(loaded)
