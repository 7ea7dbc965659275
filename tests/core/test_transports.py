"""Messages leave as they were written, by a folder or a real mail server, or not at all."""

import base64
import json
import pathlib
import smtplib
import socketserver
import threading
from collections.abc import Iterator
from email import message_from_bytes, policy

import pytest

from citizen_app.core.transports.mail import FolderMail, as_email, mail_folder, mail_transport
from citizen_app.core.transports.messages import Message
from citizen_app.core.transports.sms import FolderSms

SENDER = "Lắng Nghe <khong-tra-loi@langnghe.example>"
MESSAGE = Message(
    "lan@vidu.vn", "Trả lời phản ánh\nBcc: x@evil.example", "Kính gửi Ông/Bà,\n.\nHết"
)


class Session(socketserver.StreamRequestHandler):
    """Speaks as much SMTP as a client needs."""

    server: "MailServer"

    def handle(self) -> None:
        self.say("220 thu ESMTP")
        for line in self.rfile:
            word = line.decode().strip()
            self.server.heard.append(word)
            match word[:4].upper():
                case "EHLO":
                    self.say("250-thu\r\n250-AUTH PLAIN\r\n250 8BITMIME")
                case "AUTH":
                    self.say("235 ok")
                case "RCPT" if self.server.refuses:
                    self.say("550 khong co nguoi nay")
                case "DATA":
                    self.say("354 go on")
                    self.server.mails.append(self.data())
                    self.say("250 ok")
                case "QUIT":
                    self.say("221 bye")
                    break
                case _:
                    self.say("250 ok")

    def say(self, line: str) -> None:
        self.wfile.write(f"{line}\r\n".encode())

    def data(self) -> bytes:
        lines = []
        for line in self.rfile:
            if line == b".\r\n":
                break
            lines.append(line.removeprefix(b".") if line.startswith(b"..") else line)
        return b"".join(lines)


class MailServer(socketserver.ThreadingTCPServer):
    daemon_threads = True
    refuses = False

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Session)
        self.heard: list[str] = []
        self.mails: list[bytes] = []

    def url(self, user: str = "", query: str = "?tls=no") -> str:
        return f"smtp://{user}127.0.0.1:{self.server_address[1]}{query}"


@pytest.fixture
def server() -> Iterator[MailServer]:
    with MailServer() as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield server
        server.shutdown()
        thread.join()


def check(content: bytes) -> None:
    mail = message_from_bytes(content, policy=policy.default)
    assert mail["To"] == "lan@vidu.vn"
    assert mail["From"] == SENDER
    assert mail["Subject"] == "Trả lời phản ánh Bcc: x@evil.example"
    assert mail["Bcc"] is None
    assert mail["Auto-Submitted"] == "auto-generated"
    assert mail.get_content().replace("\r\n", "\n") == MESSAGE.body + "\n"


def test_a_mail_reaches_the_server_as_it_was_written(server: MailServer) -> None:
    mail_transport(server.url(), SENDER).send(MESSAGE)
    check(server.mails[0])
    assert any(line.upper().startswith("RCPT TO:<LAN@VIDU.VN>") for line in server.heard)


WORDS = "câu hỏi của phường về phản ánh PA-7K3M-9QXD và tổ 5 của bà con".split()


@pytest.mark.parametrize("count", range(1, 60, 2))
def test_a_subject_of_any_length_keeps_its_words_apart(count: int) -> None:
    subject = " ".join((WORDS * 5)[count % 7 :][:count])
    email = as_email(Message("lan@vidu.vn", subject, "x"), SENDER)
    for content in (bytes(email), email.as_string().encode(), email.as_bytes(policy=email.policy)):
        head = content.split(b"\n\n")[0]
        assert max(map(len, head.splitlines())) <= 78
        assert head.isascii()
        assert message_from_bytes(content, policy=policy.default)["Subject"] == subject


def test_the_server_is_told_user_and_password(server: MailServer) -> None:
    mail_transport(server.url("ln%40vidu.vn:m%40t@"), SENDER).send(MESSAGE)
    said = next(line.split()[-1] for line in server.heard if line.startswith("AUTH"))
    assert base64.b64decode(said).decode() == "\0ln@vidu.vn\0m@t"


def test_a_mail_that_the_server_refuses_is_an_error_so_that_it_is_tried_again(
    server: MailServer,
) -> None:
    server.refuses = True
    with pytest.raises(smtplib.SMTPRecipientsRefused):
        mail_transport(server.url(), SENDER).send(MESSAGE)
    assert not server.mails


def test_nothing_is_sent_in_the_clear_unless_the_setting_says_so(server: MailServer) -> None:
    with pytest.raises(smtplib.SMTPNotSupportedError):
        mail_transport(server.url("lan:mat@", query=""), SENDER).send(MESSAGE)
    assert not [line for line in server.heard if line.startswith(("AUTH", "MAIL"))]


def test_a_server_out_of_reach_is_an_error_so_that_it_is_tried_again() -> None:
    with pytest.raises(OSError):
        mail_transport("smtp://127.0.0.1:1?tls=no", SENDER).send(MESSAGE)


def test_mails_in_the_folder_are_whole_and_in_order(tmp_path: pathlib.Path) -> None:
    url = f"folder://{tmp_path}/h%E1%BB%99p"
    transport = mail_transport(url, SENDER)
    assert isinstance(transport, FolderMail)
    for _ in range(3):
        transport.send(MESSAGE)
    folder = mail_folder(url)
    assert folder == tmp_path / "hộp"
    files = sorted(folder.iterdir())
    assert [file.suffix for file in files] == [".eml"] * 3
    for file in files:
        check(file.read_bytes())


def test_text_messages_are_kept_until_there_is_a_gateway(tmp_path: pathlib.Path) -> None:
    FolderSms(tmp_path).send(Message("0901234567", "", "Mã 123456"))
    kept = [json.loads(file.read_text()) for file in tmp_path.iterdir()]
    assert kept == [{"to": "0901234567", "text": "Mã 123456"}]
