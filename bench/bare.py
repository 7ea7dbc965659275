"""What the site is measured against: Flask and SQLAlchemy read 20 rows, or add one."""

import os

from flask import Flask, render_template, request
from jinja2 import DictLoader
from sqlalchemy import String, create_engine, event, select
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column

ROWS = 5000
SHOWN = 20
TEMPLATE = """<!doctype html><html lang="vi"><head><title>Phản ánh</title></head>
<body><h1>Phản ánh</h1>
<ul>{% for row in rows %}<li><a href="/{{ row.id }}">{{ row.title }}</a> {{ row.state }}</li>
{% endfor %}</ul></body></html>"""


class Base(DeclarativeBase):
    """The base of the one model."""


class Row(Base):
    """As much of a report as a list shows."""

    __tablename__ = "bare_row"

    id: Mapped[int] = mapped_column(primary_key=True)
    title: Mapped[str] = mapped_column(String(200))
    state: Mapped[str] = mapped_column(String(20))


engine = create_engine(os.environ["BARE_DATABASE_URL"])
app = Flask(__name__)
app.jinja_loader = DictLoader({"newest.html": TEMPLATE})


@event.listens_for(engine, "connect")
def prepare(connection: object, _record: object) -> None:
    if engine.dialect.name == "sqlite":
        for pragma in ("journal_mode=wal", "synchronous=normal", "busy_timeout=10000"):
            connection.execute("pragma " + pragma)  # type: ignore[attr-defined]


def fill() -> None:
    Base.metadata.drop_all(engine)
    Base.metadata.create_all(engine)
    with Session(engine) as session:
        session.add_all(
            Row(title=f"Đèn đường hẻm {n} không sáng", state="new") for n in range(ROWS)
        )
        session.commit()


@app.get("/")
def newest() -> str:
    with Session(engine) as session:
        rows = session.scalars(select(Row).order_by(Row.id.desc()).limit(SHOWN)).all()
        return render_template("newest.html", rows=rows)


@app.post("/")
def add() -> str:
    with Session(engine) as session:
        session.add(Row(title=request.form["text"], state="new"))
        session.commit()
    return "ok"


if __name__ == "__main__":
    fill()
