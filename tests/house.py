"""What the tests of the house look at: files, syntax trees, imports, lines of code."""

from __future__ import annotations

import ast
import re
import tomllib
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[1]


@cache
def sources(*folders: str) -> list[Path]:
    """Return the Python files below some folders of the project."""
    return sorted(path for folder in folders for path in (ROOT / folder).rglob("*.py"))


def name_of(path: Path) -> str:
    """Return a file's path from the project's root, with forward slashes."""
    return path.relative_to(ROOT).as_posix()


@cache
def tree(path: Path) -> ast.Module:
    """Return the syntax tree of a file."""
    return ast.parse(path.read_text("utf-8"), str(path))


def imports(path: Path) -> Iterator[str]:
    """Yield the dotted name of everything a file imports, wherever in it."""
    package = list(path.relative_to(ROOT).with_suffix("").parts[:-1])
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            start = package[: len(package) - node.level + 1] if node.level else []
            module = ".".join([*start, *([node.module] if node.module else [])])
            yield from (f"{module}.{alias.name}" for alias in node.names)


def import_graph(*folders: str) -> dict[str, set[str]]:
    """Return for each module below some folders those of them that it imports, wherever in it.

    A script's plain ``import corpus`` is of the file beside it.
    """
    modules = {
        name_of(path).removesuffix(".py").removesuffix("/__init__").replace("/", "."): path
        for path in sources(*folders)
    }

    def home(dotted: str) -> str:
        while dotted and dotted not in modules:
            dotted = dotted.rpartition(".")[0]
        return dotted

    def beside(name: str, dotted: str) -> str:
        sibling = f"{name.rpartition('.')[0]}.{dotted.partition('.')[0]}"
        is_script = name.split(".")[0] not in modules
        return home(dotted) or (sibling if is_script and sibling in modules else "")

    return {
        name: {beside(name, dotted) for dotted in imports(path)} - {"", name}
        for name, path in modules.items()
    }


@cache
def declared(*extras: str) -> set[str]:
    """Return the distributions that the project asks for, lower case with hyphens."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    lines = list(project["dependencies"])
    for extra in extras:
        lines += project["optional-dependencies"][extra]
    names = {re.split(r"[<>=!~;\[ ]", line)[0].lower().replace("_", "-") for line in lines}
    return names - {project["name"]}


def functions(path: Path) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    """Yield every function of a file, methods and inner ones too."""
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


def public(node: ast.AST, prefix: str) -> Iterator[tuple[str, ast.AST]]:
    """Yield the public classes, functions and methods below a node with their dotted names."""
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            if child.name.startswith("_"):
                continue
            yield f"{prefix}.{child.name}", child
            if isinstance(child, ast.ClassDef):
                yield from public(child, f"{prefix}.{child.name}")


def documentation(path: Path) -> set[int]:
    """Return the lines of a file's docstrings and other strings that stand alone."""
    return {
        line
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Expr)
        and isinstance(node.value, ast.Constant)
        and isinstance(node.value.value, str)
        for line in range(node.lineno, (node.end_lineno or 0) + 1)
    }


def n_lines(path: Path, node: ast.FunctionDef | ast.AsyncFunctionDef | None = None) -> int:
    """Return how many lines a file has, or a function without its docstring's examples.

    Sections See Also and Examples of a function's docstring are not counted. They are for readers
    of the reference: a function with an example is no harder to follow than one without.
    """
    lines = path.read_text("utf-8").splitlines()
    if node is None:
        return len(lines)
    text = (ast.get_docstring(node) or "") + "\n\n"  # each section with its empty line
    headings = list(re.finditer(r"^(\w[\w ]*)\n-+$", text, re.MULTILINE))
    ends = [*(heading.start() for heading in headings[1:]), len(text)]
    left_out = [
        text[heading.start() : end].count("\n")
        for heading, end in zip(headings, ends, strict=False)
        if heading[1] in ("See Also", "Examples")
    ]
    return (node.end_lineno or node.lineno) - node.lineno + 1 - sum(left_out)


def code_lines(path: Path) -> list[tuple[int, str]]:
    """Return number and text of a file's lines of code, without comments and bare brackets."""
    skipped = documentation(path)
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Import | ast.ImportFrom):
            skipped.update(range(node.lineno, (node.end_lineno or 0) + 1))
    lines = enumerate(path.read_text("utf-8").splitlines(), 1)
    return [
        (number, line.strip())
        for number, line in lines
        if number not in skipped and re.search(r"\w", line.partition("#")[0])
    ]


class _Shape(ast.NodeTransformer):
    """Gives every name, attribute, argument and constant the same name."""

    def visit_Name(self, node: ast.Name) -> ast.Name:
        return ast.Name("x", node.ctx)

    def visit_Attribute(self, node: ast.Attribute) -> ast.Attribute:
        return ast.Attribute(self.visit(node.value), "x", node.ctx)

    def visit_keyword(self, node: ast.keyword) -> ast.keyword:
        return ast.keyword("x", self.visit(node.value))

    def visit_arg(self, node: ast.arg) -> ast.arg:
        return ast.arg("x", None)

    def visit_JoinedStr(self, node: ast.JoinedStr) -> ast.Constant:
        return ast.Constant("str")

    def visit_Constant(self, node: ast.Constant) -> ast.Constant:
        return ast.Constant(type(node.value).__name__)


def _statements(body: Sequence[ast.stmt]) -> Iterator[tuple[ast.stmt, int]]:
    """Yield the statements of a body with how many lines each has of its own, inner ones next."""
    for node in body:
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            continue  # visited on its own
        inner = [
            block for name in ("body", "orelse", "finalbody") if (block := getattr(node, name, []))
        ]
        last = inner[0][0].lineno - 1 if inner else (node.end_lineno or node.lineno)
        yield node, last - node.lineno + 1
        for block in inner:
            yield from _statements(block)


def shapes(path: Path) -> Iterator[tuple[str, list[tuple[int, int, str]]]]:
    """Yield each function's name and its statements: line, number of lines, shape.

    The shape of a statement is its syntax without names and values; of a
    compound statement, of its head. Docstrings, imports and the assignments
    of an ``__init__`` to ``self`` (which scikit-learn asks for) are left out.
    """
    for function in functions(path):
        found = []
        for node, n_lines in _statements(function.body):
            alone = isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
            if alone or isinstance(node, ast.Import | ast.ImportFrom):
                continue
            if function.name == "__init__" and isinstance(node, ast.Assign | ast.AnnAssign):
                continue
            head = ast.parse(ast.unparse(node)).body[0]
            for name in ("body", "orelse", "finalbody"):
                if getattr(head, name, None) and not isinstance(head, ast.Expr):
                    setattr(head, name, [ast.Pass()] if name == "body" else [])
            found.append((node.lineno, n_lines, ast.dump(_Shape().visit(head))))
        yield function.name, found
