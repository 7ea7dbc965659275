"""List the files and functions that grow large; tests/architecture/test_sources.py has the caps."""

import ast
import pathlib

MANY_LINES_OF_FILE = 300
MANY_LINES_OF_FUNCTION = 30
SHOWN = 15


def main() -> None:
    files, functions = [], []
    for path in pathlib.Path("citizen_app").rglob("*.py"):
        source = path.read_text("utf-8")
        files.append((source.count("\n"), str(path)))
        for node in ast.walk(ast.parse(source)):
            if isinstance(node, ast.FunctionDef):
                lines = (node.end_lineno or node.lineno) - node.lineno + 1
                functions.append((lines, f"{path}:{node.lineno} {node.name}"))
    show([row for row in files if row[0] > MANY_LINES_OF_FILE])
    show([row for row in functions if row[0] > MANY_LINES_OF_FUNCTION])


def show(rows: list[tuple[int, str]]) -> None:
    for lines, name in sorted(rows, reverse=True)[:SHOWN]:
        print(f"{lines:4} lines: {name}")


if __name__ == "__main__":
    main()
