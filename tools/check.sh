#!/bin/sh
# Everything that can be said about the code without running it. Goes on to the end, then sums up.
cd "$(dirname "$0")/.." || exit 1
python=.venv/bin/python
bad=""

step() {
    name=$1
    shift
    echo "--- $name"
    "$@" </dev/null || bad="$bad, $name"
}

step "ruff format" $python -m ruff format --check .
step "ruff check" $python -m ruff check .
step "mypy" $python -m mypy
step "imports" .venv/bin/lint-imports --no-logo
step "rules of the source" $python -m pytest -q -p no:cacheprovider tests/architecture/test_sources.py
step "templates" $python -m djlint --lint --quiet citizen_app
step "translations" $python tools/check_translations.py
step "what grows large" $python tools/sizes.py

if [ -n "$bad" ]; then
    echo "make check failed: ${bad#, }"
    exit 1
fi
echo "make check: all good"
