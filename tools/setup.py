"""Make .venv and the front-end build ready; does nothing when both are up to date.

Usage: python3 tools/setup.py [--dev] [--assets-only]
Runs on the system's Python, with the standard library only.
"""

import hashlib
import pathlib
import re
import shutil
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
VENV_PYTHON = VENV / "bin" / "python"
ASSETS = ROOT / "citizen_app" / "core" / "assets"
DIST = ROOT / "citizen_app" / "core" / "web" / "static" / "dist"
OLDEST_PYTHON = (3, 11)
OLDEST_NODE = 20


def main(arguments):
    if sys.version_info < OLDEST_PYTHON:
        have = ".".join(map(str, sys.version_info[:2]))
        sys.exit("Python 3.11 or newer is needed; this is Python " + have + ".")
    if "--assets-only" not in arguments:
        make_venv(dev="--dev" in arguments)
    make_assets()


def make_venv(dev):
    files = [ROOT / "requirements.txt"] + ([ROOT / "requirements-dev.txt"] if dev else [])
    stamp = VENV / ("installed-dev" if dev else "installed")
    wanted = hash_of(files)
    if works(VENV_PYTHON) and is_stamped(stamp, wanted):
        return
    if not works(VENV_PYTHON):
        print("Making .venv", flush=True)
        run(
            [sys.executable, "-m", "venv", "--clear", str(VENV)],
            "could not make .venv (on Debian: apt-get install python3-venv)",
        )
    print("Installing", files[-1].name, flush=True)
    pip = [str(VENV_PYTHON), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    run([*pip, "-r", str(files[-1])], "pip could not install " + files[-1].name)
    stamp.write_text(wanted)
    if dev:  # it includes what run time needs
        (VENV / "installed").write_text(hash_of(files[:1]))


def make_assets():
    if not (ROOT / "package.json").exists():
        return
    packages = [ROOT / "package.json", ROOT / "package-lock.json"]
    sources = sorted(path for path in ASSETS.rglob("*") if path.is_file())
    wanted = hash_of(packages + sources)
    if is_stamped(DIST / ".built", wanted):
        return
    check_node()
    if not is_stamped(ROOT / "node_modules" / ".installed", hash_of(packages)):
        print("Installing the front-end packages", flush=True)
        run(["npm", "ci", "--no-audit", "--no-fund", "--loglevel=error"], "npm ci failed")
        (ROOT / "node_modules" / ".installed").write_text(hash_of(packages))
    print("Building styles and scripts", flush=True)
    run(["npm", "run", "--silent", "build"], "npm run build failed")
    DIST.mkdir(parents=True, exist_ok=True)
    (DIST / ".built").write_text(wanted)


def check_node():
    if not shutil.which("node") or not shutil.which("npm"):
        sys.exit("Node.js 20 or newer and npm are needed to build the styles; they were not found.")
    version = subprocess.run(["node", "--version"], capture_output=True, text=True).stdout.strip()
    major = re.match(r"v(\d+)", version)
    if not major or int(major.group(1)) < OLDEST_NODE:
        sys.exit("Node.js 20 or newer is needed; this is " + (version or "unknown") + ".")


def works(python):
    return python.exists() and subprocess.run([str(python), "-c", ""]).returncode == 0


def is_stamped(stamp, wanted):
    return stamp.exists() and stamp.read_text() == wanted


def hash_of(paths):
    """One hash of names and contents: it changes when a file is added, renamed or edited."""
    digest = hashlib.sha256()
    for path in paths:
        digest.update(str(path.relative_to(ROOT)).encode() + b"\0")
        digest.update(path.read_bytes() if path.exists() else b"missing")
    return digest.hexdigest()


def run(command, on_failure):
    if subprocess.run(command, cwd=ROOT, stdin=subprocess.DEVNULL).returncode:
        sys.exit(on_failure)


if __name__ == "__main__":
    main(sys.argv[1:])
