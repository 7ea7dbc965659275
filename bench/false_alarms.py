"""How often texts that are ordinary questions or reports are taken for something that is no report.

python -m bench.false_alarms FILE.jsonl ...   each line of a file: {"question": ...} or {"text": ...}

Each text is tried as it is written and once more without diacritics. Prints the texts that are taken
for something, and the rate of each file: whoever reads them sees which of them are true.
"""

import json
import pathlib
import sys

from citizen_app.core.text import fold
from citizen_app.feedback.recognising import recognise


def main(paths: list[str]) -> None:
    for path in paths:
        lines = pathlib.Path(path).read_text(encoding="utf-8").splitlines()
        rows = [json.loads(line) for line in lines if line.strip()]
        texts = [text for row in rows if (text := row.get("question") or row.get("text"))]
        for way, change in (("as written", str), ("without diacritics", fold)):
            taken = [(recognise(change(text)), text) for text in texts]
            for kinds, text in taken:
                if kinds:
                    print(f"  {', '.join(kinds)}: {text[:120]}")
            alarms = sum(bool(kinds) for kinds, _text in taken)
            print(f"{path}, {way}: {alarms} of {len(texts)} ({alarms / len(texts):.2%})")


if __name__ == "__main__":
    main(sys.argv[1:])
