"""How well similar cases and search work, measured on real questions (bench/README.md).

python -m bench.search TEXTS          on a database of its own in a temporary folder
DATABASE_URL=... python -m bench.search TEXTS    on that database, which must be empty
"""

import argparse
import pathlib
import sys

from bench.search import measuring


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("texts", type=pathlib.Path, help="the folder with the question files")
    options = parser.parse_args()
    with measuring.empty_site() as ward:
        results = measuring.measure(options.texts, ward)
    for result in results:
        aim = f"aim {result.aim:.2f}" if result.aim else "no aim"
        print(f"{result.name:58}{result.share:7.3f}  ({aim})")
        for missed in result.missed[:3]:
            print(f"    missed: {missed}")
    return 0 if all(result.share >= result.aim for result in results) else 1


if __name__ == "__main__":
    sys.exit(main())
