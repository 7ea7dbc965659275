"""Fail unless every catalogue is fresh, complete, certain, and keeps its placeholders.

A catalogue for the language of the code itself (English) may leave texts empty.
"""

import pathlib
import re
import sys
import tempfile

from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import read_po

import catalogues

SOURCE_LOCALE = "en"
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|%[sd]|\{\w*\}")


def main() -> int:
    with tempfile.TemporaryDirectory() as folder:
        template = pathlib.Path(folder) / "messages.pot"
        catalogues.extract(template)
        wanted = read(template)
    problems = []
    for path in sorted(catalogues.FOLDER.glob("*/LC_MESSAGES/*.po")):
        locale = path.parent.parent.name
        problems += [f"{locale}: {line}" for line in check(read(path), wanted, locale)]
    if not (catalogues.FOLDER / "vi").is_dir():
        problems.append("vi: there is no catalogue")
    for problem in problems:
        print(problem)
    if problems:
        print(f"{len(problems)} problem(s); new texts are collected by `make messages`.")
    return 1 if problems else 0


def read(path: pathlib.Path) -> Catalog:
    with path.open("rb") as file:
        return read_po(file, abort_invalid=True)


def check(catalogue: Catalog, wanted: Catalog, locale: str) -> list[str]:
    have = {key(message): message for message in catalogue if message.id}
    need = {key(message): message for message in wanted if message.id}
    problems = [f"not collected: {show(need[k])}" for k in sorted(need.keys() - have.keys())]
    problems += [f"no longer used: {show(have[k])}" for k in sorted(have.keys() - need.keys())]
    for name in sorted(have.keys() & need.keys()):
        problems += check_message(have[name], may_be_empty=locale == SOURCE_LOCALE)
    return problems


def check_message(message: Message, *, may_be_empty: bool) -> list[str]:
    if message.fuzzy:
        return [f"fuzzy: {show(message)}"]
    texts = message.string if isinstance(message.string, (tuple, list)) else (message.string,)
    if not all(texts):
        return [] if may_be_empty else [f"not translated: {show(message)}"]
    ids = message.id if isinstance(message.id, (tuple, list)) else (message.id,)
    allowed = [placeholders(text) for text in ids]
    if any(placeholders(text) not in allowed for text in texts):
        return [f"placeholders differ: {show(message)}"]
    return []


def placeholders(text: str) -> list[str]:
    return sorted(set(PLACEHOLDER.findall(text)))


def key(message: Message) -> tuple[str, str]:
    text = message.id if isinstance(message.id, str) else message.id[0]
    return (message.context or "", text)


def show(message: Message) -> str:
    return repr(key(message)[1])


if __name__ == "__main__":
    sys.exit(main())
