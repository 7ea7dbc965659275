"""Let some hundred people take part in a session that runs, to show it or to try it out.

    python tools/play_live.py http://127.0.0.1:8000 DT-XXXX-XXXX --people 200 --minutes 5

Open the session first (its page for staff, "Lead the session"). Each of the people follows the board as
a phone does; some ask, some support what stands there, vote in polls that are open, ask to speak. They
come as residents do, over HTTP: nothing is written past the site. Ctrl-C ends it.
"""

import argparse
import contextlib
import random
import re
import secrets
import sys
import threading
import time
import urllib.error
import urllib.parse
import urllib.request
from collections import Counter

ABOUT = ("vỉa hè", "đèn đường", "thoát nước", "rác thải", "trường học", "sân chơi", "chợ", "hẻm")
WHERE = ("đường chính", "cuối hẻm", "gần trường học", "bên hông chợ", "trước trạm y tế", "ven kênh")
ASKS = (
    "Bao giờ phường xử lý {about} ở {where}?",
    "{about} ở {where} xuống cấp đã lâu, kế hoạch sửa ra sao?",
    "Kinh phí cho {about} ở {where} năm nay là bao nhiêu?",
    "Bà con góp ý về {about} ở {where} thì gặp ai?",
)
SEATS = ("áo xanh", "áo trắng", "đội mũ", "đeo kính")
SUPPORT = re.compile(r'action="([^"]+/ung-ho)"')
POLL = re.compile(r'action="([^"]+/bieu-quyet/\d+)".*?</form>', re.S)
OPTION = re.compile(r'name="lua-chon" type="radio" value="(\d+)"')
NEIGHBOURHOOD = re.compile(r'<option value="(\d+)"')


class Stay(urllib.request.HTTPRedirectHandler):
    """An answer that leads on says enough."""

    def redirect_request(self, *_args, **_kwargs):
        return None


class Resident(threading.Thread):
    """One phone."""

    def __init__(self, play, number):
        super().__init__(daemon=True)
        self.play, self.number = play, number
        self.dice = random.Random(number)
        self.mark = secrets.token_urlsafe(24)
        self.opener = urllib.request.build_opener(Stay, urllib.request.HTTPCookieProcessor())
        self.supported, self.voted, self.version = set(), set(), ""

    def run(self):
        time.sleep(self.dice.random() * self.play.pause)
        while time.monotonic() < self.play.end:
            try:
                self.look()
            except (urllib.error.URLError, TimeoutError, ConnectionError):
                self.play.count("no answer")
            time.sleep(self.play.pause * (0.7 + 0.6 * self.dice.random()))

    def look(self):
        version = self.get(f"{self.play.path}/truc-tiep/so")
        if version != self.version:
            self.version = version
            self.act(self.get(f"{self.play.path}/truc-tiep/bang/vi"))
        if self.dice.random() < self.play.asking:
            self.ask()
        if self.dice.random() < self.play.asking / 4:
            self.queue_up()

    def act(self, board):
        new = [path for path in SUPPORT.findall(board) if path not in self.supported]
        if new and self.dice.random() < 0.3:
            path = new[
                min(int(self.dice.expovariate(0.4)), len(new) - 1)
            ]  # what stands first, more
            self.supported.add(path)
            self.post(path, "supported")
        for form in POLL.finditer(board):
            if form[1] not in self.voted and self.dice.random() < 0.5:
                self.voted.add(form[1])
                self.post(form[1], "voted", {"lua-chon": self.dice.choice(OPTION.findall(form[0]))})

    def ask(self):
        words = self.dice.choice(ASKS).format(
            about=self.dice.choice(ABOUT), where=self.dice.choice(WHERE)
        )
        data = {"key": secrets.token_urlsafe(24), "sure": "1", "website": ""}
        data |= {"text": words[0].upper() + words[1:], "neighbourhood": self.place()}
        self.post(f"{self.play.path}/hoi", "asked", data)

    def queue_up(self):
        seat = f"Hàng {self.number % 20 + 1}, {self.dice.choice(SEATS)}"
        data = {"display": seat, "neighbourhood": self.place(), "website": ""}
        self.post(f"{self.play.path}/truc-tiep/phat-bieu", "asked to speak", data)

    def place(self):
        return self.dice.choice([*self.play.places, ""]) if self.play.places else ""

    def get(self, path):
        with self.opener.open(self.play.site + path, timeout=20) as answer:
            return answer.read().decode()

    def post(self, path, what, data=None):
        body = urllib.parse.urlencode({"thiet-bi": self.mark, **(data or {})}).encode()
        request = urllib.request.Request(self.play.site + path, body)
        request.add_header("Sec-Fetch-Site", "same-origin")
        try:
            self.opener.open(request, timeout=20).close()
            self.play.count(f"{what}: not taken")  # a page that asks to mend something
        except urllib.error.HTTPError as error:
            self.play.count(what if error.code == 303 else f"{what}: {error.code}")


class Play:
    """The session, as long as it is played."""

    def __init__(self, site, code, *, minutes, pause, asking):
        self.site, self.pause, self.asking = site.rstrip("/"), pause, asking
        self.end = time.monotonic() + minutes * 60
        self.counts, self.lock = Counter(), threading.Lock()
        self.path = self.find(code)
        with urllib.request.urlopen(f"{self.site}{self.path}/hoi", timeout=20) as answer:
            form = answer.read().decode().partition('name="neighbourhood"')[2]
        self.places = NEIGHBOURHOOD.findall(form.partition("</select>")[0])

    def find(self, code):
        """The session's path; its ward is looked up among the wards that are open."""
        with urllib.request.urlopen(f"{self.site}/", timeout=20) as answer:
            wards = dict.fromkeys(re.findall(r'href="(/p/[\w-]+)/"', answer.read().decode()))
        for ward in wards:
            path = f"{ward}/doi-thoai/{code}"
            try:
                urllib.request.urlopen(f"{self.site}{path}/truc-tiep/so", timeout=20).close()
                urllib.request.urlopen(f"{self.site}{path}", timeout=20).close()
            except urllib.error.HTTPError:
                continue
            return path
        sys.exit(f"No session {code} on {self.site}")

    def count(self, what):
        with self.lock:
            self.counts[what] += 1

    def run(self, people):
        residents = [Resident(self, number) for number in range(people)]
        for resident in residents:
            resident.start()
        while time.monotonic() < self.end and any(one.is_alive() for one in residents):
            time.sleep(5)
            print("  ".join(f"{what} {n}" for what, n in sorted(self.counts.items())), flush=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("site", help="address of the site, such as http://127.0.0.1:8000")
    parser.add_argument("code", help="code of the session, such as DT-7K3M-9QXD")
    parser.add_argument("--people", type=int, default=200)
    parser.add_argument("--minutes", type=float, default=5)
    parser.add_argument("--pause", type=float, default=5, help="seconds between two looks")
    parser.add_argument("--asking", type=float, default=0.01, help="how often a look is a question")
    given = parser.parse_args()
    play = Play(
        given.site, given.code, minutes=given.minutes, pause=given.pause, asking=given.asking
    )
    print(f"{given.people} people in {play.path}", flush=True)
    with contextlib.suppress(KeyboardInterrupt):
        play.run(given.people)
    return 0


if __name__ == "__main__":
    sys.exit(main())
