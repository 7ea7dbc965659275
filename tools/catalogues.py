"""Texts for translation: python tools/catalogues.py update|compile

update   collect every marked text of the code into translations/<locale>/LC_MESSAGES/messages.po
compile  make the .mo files of the catalogues that changed
"""

import pathlib
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parent.parent
FOLDER = ROOT / "translations"
# Besides gettext and its kin, which pybabel knows by itself.
KEYWORDS = ("lazy_gettext", "lazy_ngettext:1,2", "lazy_pgettext:1c,2", "_l")


def extract(target: pathlib.Path) -> None:
    keywords = [f"--keyword={keyword}" for keyword in KEYWORDS]
    babel(
        ["extract", "-F", "babel.cfg", "--sort-output", "--no-wrap", "--add-location=file"]
        + ["--project=Lắng Nghe", "--copyright-holder=Lắng Nghe contributors"]
        + [*keywords, "-o", str(target), "."]
    )


def update() -> None:
    """New texts are added empty, never guessed; texts no longer used are dropped."""
    with tempfile.TemporaryDirectory() as folder:
        template = pathlib.Path(folder) / "messages.pot"
        extract(template)
        if not (FOLDER / "vi").exists():
            babel(["init", "-i", str(template), "-d", str(FOLDER), "-l", "vi", "--no-wrap"])
        babel(
            ["update", "-i", str(template), "-d", str(FOLDER), "--no-wrap"]
            + ["--no-fuzzy-matching", "--ignore-obsolete", "--ignore-pot-creation-date"]
        )


def compile_changed() -> None:
    for source in FOLDER.glob("*/LC_MESSAGES/*.po"):
        compiled = source.with_suffix(".mo")
        if not compiled.exists() or compiled.stat().st_mtime < source.stat().st_mtime:
            babel(["compile", "-i", str(source), "-o", str(compiled)])


def babel(arguments: list[str]) -> None:
    command = [sys.executable, "-m", "babel.messages.frontend", "--quiet", *arguments]
    subprocess.run(command, cwd=ROOT, check=True)


if __name__ == "__main__":
    match sys.argv[1:]:
        case ["update"]:
            update()
        case ["compile"]:
            compile_changed()
        case _:
            sys.exit(__doc__)
