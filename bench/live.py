"""A meeting that everybody follows at once (bench/README.md).

python bench/live.py                          2,000 people through nginx, then without it
PEOPLE=300 SECONDS=15 ALONE= python bench/live.py    a quick look

Each participant asks every 5 s for the number of the board and, when it has grown, for the board. In
the same time 300 questions and 3,000 supports arrive, some pressed twice. Whatever was acknowledged is
then looked for in the database.
"""

import asyncio
import contextlib
import datetime as dt
import json
import os
import pathlib
import random
import shutil
import subprocess
import sys
import tempfile
import time
import urllib.parse
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

import sites
from sqlalchemy import func, select

from citizen_app import create_app
from citizen_app.accounts.models import Account
from citizen_app.accounts.queries import people_with
from citizen_app.core import clock
from citizen_app.core.actor import Actor, Grant, Surface
from citizen_app.core.db import db, transaction
from citizen_app.dialogue.commands.announce import announce_session
from citizen_app.dialogue.commands.asking import Asking, ask_question
from citizen_app.dialogue.commands.moderate import approve_question
from citizen_app.dialogue.commands.plan import Plan, plan_session
from citizen_app.dialogue.commands.running import open_session
from citizen_app.dialogue.models import Question, QuestionSupport, Session
from citizen_app.permissions import Permission, Role, permissions_of
from citizen_app.wards.models import Ward
from config import Settings

PEOPLE = int(os.environ.get("PEOPLE", "2000"))
SECONDS = float(os.environ.get("SECONDS", "60"))
QUESTIONS = int(os.environ.get("QUESTIONS", str(int(300 * SECONDS / 60 * PEOPLE / 2000))))
SUPPORTS = int(os.environ.get("SUPPORTS", str(int(3000 * SECONDS / 60 * PEOPLE / 2000))))
# How many follow it without nginx, one run after the other.
ALONE = [int(one) for one in os.environ.get("ALONE", "250,500,1000,2000").split(",") if one]
ENGINE = os.environ.get("ENGINE", "sqlite")
PAUSE = 5.0
ON_BOARD = 40
TWICE = 0.1
AIM = 10.0
WARD = "26743"
RESULTS = pathlib.Path(os.environ.get("BENCH_FOLDER", sites.ROOT / "bench" / "results"))


@dataclass
class Run:
    """What came of one run: seconds of each answer by what was asked, and what was acknowledged."""

    times: dict[str, list[float]] = field(default_factory=dict)
    failures: Counter[str] = field(default_factory=Counter)
    questions: set[str] = field(default_factory=set)
    supports: set[tuple[int, str]] = field(default_factory=set)

    def at(self, what: str, share: float) -> float:
        """The time within which this share was answered, in milliseconds."""
        ordered = sorted(self.times.get(what) or [0.0])
        return ordered[min(int(len(ordered) * share), len(ordered) - 1)] * 1000


@dataclass(frozen=True)
class Meeting:
    """The session that runs: its path, and the codes of the questions on its board."""

    path: str
    code: str
    questions: tuple[str, ...]


def main() -> int:
    with contextlib.ExitStack() as stack:
        folder = pathlib.Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="ln-live-")))
        site = prepared(stack, folder)
        stack.enter_context(worker(site))
        rows = []
        with sites.serving(site) as port, nginx(port, folder) as front:
            rows.append(measure(site, front, "through nginx", PEOPLE, QUESTIONS, SUPPORTS))
        for people in ALONE:
            share = people / PEOPLE
            with sites.serving(site) as port:
                rows.append(
                    measure(
                        site,
                        port,
                        "without nginx",
                        people,
                        int(QUESTIONS * share),
                        int(SUPPORTS * share),
                    )
                )
    RESULTS.mkdir(parents=True, exist_ok=True)
    (RESULTS / f"live-{ENGINE}.json").write_text(json.dumps(rows, indent=2) + "\n")
    return 0 if all(row["kept"] and not row["failures"] for row in rows) else 1


def prepared(stack: contextlib.ExitStack, folder: pathlib.Path) -> sites.Site:
    """A new database with the city's wards and the demonstration's people."""
    url = f"sqlite:///{folder}/site.sqlite"
    if ENGINE == "postgresql":
        url = os.environ.get("POSTGRESQL") or stack.enter_context(sites.postgres.server())
    site = sites.Site(ENGINE, 0, url, folder)
    sites.flask(site, "prepare", "--province", "79")
    sites.flask(site, "demo", "load")
    return site


@contextlib.contextmanager
def worker(site: sites.Site) -> Iterator[None]:
    command = [sys.executable, "-m", "flask", "--app", "wsgi", "worker"]
    process = subprocess.Popen(
        command, cwd=sites.ROOT, env=site.environment, stdout=subprocess.DEVNULL
    )
    try:
        yield
    finally:
        process.terminate()
        process.wait(30)


@contextlib.contextmanager
def nginx(port: int, folder: pathlib.Path) -> Iterator[int]:
    """nginx in front of the site; yields its port."""
    program = shutil.which("nginx") or "/usr/sbin/nginx"
    if not pathlib.Path(program).exists():
        sys.exit("nginx is needed: install it (Debian: nginx-light), or set PEOPLE=0")
    listen, place = sites.free_port(), folder / "nginx"
    place.mkdir()
    place.chmod(0o755)
    folder.chmod(0o755)
    text = (sites.ROOT / "bench" / "nginx.conf").read_text()
    words = {"@@FOLDER@@": str(place), "@@PORT@@": str(port), "@@LISTEN@@": str(listen)}
    for word, meant in words.items():
        text = text.replace(word, meant)
    (place / "nginx.conf").write_text(text)
    process = subprocess.Popen(
        [program, "-c", str(place / "nginx.conf"), "-e", str(place / "error.log")]
    )
    try:
        sites.wait_for(f"http://127.0.0.1:{listen}/health/ready", process)
        yield listen
    finally:
        process.terminate()
        process.wait(30)


def measure(
    site: sites.Site, port: int, name: str, people: int, questions: int, supports: int
) -> dict[str, object]:
    """One session, from its beginning to what stands in the database afterwards."""
    app = create_app(Settings.from_environment(site.environment))
    with app.app_context():
        meeting = begin_meeting()
        alone = asyncio.run(idle(port, meeting))
        quiet = asyncio.run(follow(port, meeting, people, 0, 0, min(SECONDS, 20)))
        run = asyncio.run(follow(port, meeting, people, questions, supports, SECONDS))
        lost = compare(meeting, run)
        db.session.remove()
        db.engine.dispose()
    row = {
        "name": name,
        "people": people,
        "asked": len(run.questions),
        "supports": len(run.supports),
        "alone p50": round(alone.at("board", 0.5), 1),
        "alone p95": round(alone.at("board", 0.95), 1),
        "quiet p95": round(quiet.at("board", 0.95), 1),
        **{
            f"{what} p{int(100 * share)}": round(run.at(what, share), 1)
            for what in ("number", "board", "ask", "support")
            for share in (0.5, 0.95)
        },
        "boards": len(run.times.get("board", [])),
        "numbers": len(run.times.get("number", [])),
        "failures": dict(run.failures),
        "lost or doubled": lost,
        "kept": bool(run.questions and run.supports) and not any(lost.values()),
        "p95 to idle": round(run.at("board", 0.95) / max(alone.at("board", 0.95), 0.01), 1),
    }
    print(json.dumps(row, indent=1), flush=True)
    return row


def begin_meeting() -> Meeting:
    """Plan, announce and open a session with questions on its board."""
    ward = db.session.scalars(select(Ward).where(Ward.code == WARD)).one()
    leader = next(iter(people_with(Permission.DIALOGUE_RUN, ward.id)))
    actor = acting(leader, ward)
    now, secret = clock.now(), sites.SECRET
    with transaction(), clock.at(now - dt.timedelta(days=14)):
        session = plan_session(actor, ward, meeting_plan(now))
        announce_session(actor, session)
        for number in range(ON_BOARD):
            asking = Asking(
                key=f"{session.code}-{number:04}-bench", text=f"Câu hỏi {number} của bà con?"
            )
            question, _pin = ask_question(Actor(), session, asking, secret=secret)
            approve_question(actor, question, public_text=question.text, category=None)
    with transaction():
        open_session(actor, session)
    codes = db.session.scalars(select(Question.code).where(Question.session_id == session.id)).all()
    meeting = Meeting(f"/p/{ward.path_id}/doi-thoai/{session.code}", session.code, tuple(codes))
    db.session.remove()  # else this process would hold the writers' turn while it measures
    return meeting


def acting(account: Account, ward: Ward) -> Actor:
    grant = Grant(Role.LEADER, ward.id, permissions_of(Role.LEADER))
    return Actor(account_id=account.id, surface=Surface.STAFF, grants=(grant,), second_factor=True)


def meeting_plan(now: dt.datetime) -> Plan:
    return Plan(
        kind="thematic",
        form="in_person",
        title="Đo một buổi đối thoại",
        place="Hội trường UBND phường",
        starts_at=now,
        ends_at=now + dt.timedelta(hours=2),
        questions_until=now - dt.timedelta(hours=1),
        chair="Chủ tịch UBND phường",
        topics=("Đo",),
        agenda=((120, "Hỏi và trả lời"),),
    )


async def idle(port: int, meeting: Meeting) -> Run:
    """One visitor alone: what the board takes when nothing else goes on."""
    run, line = Run(), Line(port)
    for _ in range(100):
        await timed(run, "board", line.get(f"{meeting.path}/truc-tiep/bang/vi"))
        await asyncio.sleep(0.05)
    line.close()
    return run


async def follow(
    port: int, meeting: Meeting, people: int, questions: int, supports: int, seconds: float
) -> Run:
    """Let everybody follow the session while questions and supports come in."""
    run, dice = Run(), random.Random(people)
    begins = time.monotonic() + 1.0
    todo = [
        *(participant(run, port, meeting, n, begins, seconds) for n in range(people)),
        *(ask(run, port, meeting, n, begins + dice.random() * seconds) for n in range(questions)),
    ]
    pairs: set[tuple[int, str]] = set()
    while len(pairs) < supports:
        pairs.add((dice.randrange(people), dice.choice(meeting.questions)))
    for number, code in sorted(pairs):
        when = begins + dice.random() * seconds
        for _ in range(2 if dice.random() < TWICE else 1):
            todo.append(support(run, port, meeting, number, code, when))
    await asyncio.gather(*todo)
    return run


async def participant(
    run: Run, port: int, meeting: Meeting, number: int, begins: float, seconds: float
) -> None:
    dice, line, known = random.Random(number), Line(port), b""
    await until(begins + dice.random() * PAUSE)
    while time.monotonic() < begins + seconds:
        turn = time.monotonic()
        answer = await timed(run, "number", line.get(f"{meeting.path}/truc-tiep/so"))
        if answer is not None and answer != known:
            known = answer
            await timed(run, "board", line.get(f"{meeting.path}/truc-tiep/bang/vi"))
        await until(turn + PAUSE)
    line.close()


async def ask(run: Run, port: int, meeting: Meeting, number: int, when: float) -> None:
    await until(when)
    key = f"{meeting.code}-{number:06}-ask-live"
    data = {"key": key, "sure": "1", "text": f"Câu hỏi đặt tại buổi, số {number}?", "website": ""}
    data |= {"category": "", "neighbourhood": "", "name": "", "phone": "", "email": ""}
    if await post(run, "ask", port, f"{meeting.path}/hoi", data):
        run.questions.add(data["text"])


async def support(
    run: Run, port: int, meeting: Meeting, number: int, code: str, when: float
) -> None:
    await until(when)
    data = {"thiet-bi": f"nguoi-tham-gia-do-so-{number:08}"}
    if await post(run, "support", port, f"{meeting.path}/cau-hoi/{code}/ung-ho", data):
        run.supports.add((number, code))


async def until(moment: float) -> None:
    await asyncio.sleep(max(0.0, moment - time.monotonic()))


async def post(run: Run, what: str, port: int, path: str, data: dict[str, str]) -> bool:
    line = Line(port)
    answer = await timed(run, what, line.post(path, urllib.parse.urlencode(data).encode()))
    line.close()
    return answer is not None


async def timed(run: Run, what: str, asked) -> bytes | None:
    began = time.monotonic()
    try:
        async with asyncio.timeout(30):
            status, body = await asked
    except (OSError, EOFError, TimeoutError) as error:
        run.failures[f"{what}: {type(error).__name__}"] += 1
        return None
    if status not in {200, 303}:
        run.failures[f"{what}: {status}"] += 1
        return None
    run.times.setdefault(what, []).append(time.monotonic() - began)
    return body


class Line:
    """One phone's connection, kept open as long as the server keeps it."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.reader: asyncio.StreamReader | None = None
        self.writer: asyncio.StreamWriter | None = None

    async def get(self, path: str) -> tuple[int, bytes]:
        asked = f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nAccept-Encoding: gzip\r\n\r\n".encode()
        if self.writer is not None:
            # A connection that was left alone may have been closed at the other end.
            with contextlib.suppress(OSError, EOFError):
                return await self.talk(asked)
            self.close()
        return await self.talk(asked)

    async def post(self, path: str, body: bytes) -> tuple[int, bytes]:
        head = f"POST {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nSec-Fetch-Site: same-origin\r\n"
        head += "Content-Type: application/x-www-form-urlencoded\r\n"
        return await self.talk(f"{head}Content-Length: {len(body)}\r\n\r\n".encode() + body)

    async def talk(self, asked: bytes) -> tuple[int, bytes]:
        if self.writer is None:
            self.reader, self.writer = await asyncio.open_connection("127.0.0.1", self.port)
        assert self.reader is not None
        self.writer.write(asked)
        await self.writer.drain()
        head = (await self.reader.readuntil(b"\r\n\r\n")).decode("latin-1")
        headers = dict(
            line.lower().split(": ", 1) for line in head.split("\r\n")[1:] if ": " in line
        )
        body = await self.reader.readexactly(int(headers.get("content-length", 0)))
        if headers.get("connection") == "close":
            self.close()
        return int(head.split()[1]), body

    def close(self) -> None:
        if self.writer is not None:
            self.writer.close()
        self.reader = self.writer = None


def compare(meeting: Meeting, run: Run) -> dict[str, int]:
    """What was acknowledged against what is stored."""
    session = db.session.scalars(select(Session).where(Session.code == meeting.code)).one()
    live = Question.session_id == session.id, Question.source == "live"
    asked = Counter(db.session.scalars(select(Question.text).where(*live)))
    rows = db.session.execute(
        select(Question.code, Question.support_count, func.count(QuestionSupport.id))
        .outerjoin(QuestionSupport, QuestionSupport.question_id == Question.id)
        .where(Question.session_id == session.id, Question.source == "advance")
        .group_by(Question.code, Question.support_count)
    ).all()
    meant = Counter(code for _number, code in run.supports)
    unsure = sum(n for what, n in run.failures.items() if what.startswith(("ask", "support")))
    return {
        "questions lost": len(run.questions - set(asked)),
        "questions doubled": sum(count - 1 for count in asked.values()),
        "supports lost": sum(max(0, meant[code] - stored) for code, _count, stored in rows),
        # One that was stored although its answer never came is no double.
        "supports too many": max(
            0, sum(stored - meant[code] for code, _c, stored in rows) - unsure
        ),
        "counted wrongly": sum(count != stored for _code, count, stored in rows),
    }


if __name__ == "__main__":
    sys.exit(main())
