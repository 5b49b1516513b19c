"""Small files, small functions: docstrings are not counted in a function."""

import ast
from statistics import median, quantiles

FILE_LINES = 500
MEDIAN_LINES = 10
P95_LINES = 40


def length(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """Return the lines of a function from ``def`` to its end, without its docstring."""
    lines = function.end_lineno - function.lineno + 1
    if ast.get_docstring(function, clean=False) is not None:
        text = function.body[0]
        lines -= text.end_lineno - text.lineno + 1
    return lines


def functions(tree: ast.AST):
    return [
        node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    ]


def test_no_file_is_longer_than_the_limit(sources):
    long = {source.path: source.lines for source in sources if source.lines > FILE_LINES}

    assert {} == long


def test_functions_are_short(sources):
    lengths = {
        f"{source.path}:{node.lineno} {node.name}": length(node)
        for source in sources
        for node in functions(source.tree)
    }
    longest = sorted(lengths, key=lengths.get, reverse=True)[:20]

    assert median(lengths.values()) <= MEDIAN_LINES
    assert quantiles(lengths.values(), n=20)[-1] <= P95_LINES, longest


def test_a_docstring_is_not_counted():
    (function,) = functions(ast.parse('def f():\n    """One.\n\n    Two.\n    """\n    return 1\n'))

    assert 2 == length(function)
