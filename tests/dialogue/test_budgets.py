"""What the pages of dialogues ask of the database does not grow with what there is to show."""

from collections.abc import Callable

import pytest

from citizen_app.core.actor import Actor
from citizen_app.core.web import page_cache
from citizen_app.dialogue.commands.appeals import appeal_refusal
from citizen_app.dialogue.commands.moderate import assign_question, prepare_answer, refuse_question
from citizen_app.dialogue.models import Session
from citizen_app.permissions import Role
from citizen_app.wards.models import Ward
from tests.dialogue.attending import announced as announce_another
from tests.dialogue.attending import coming
from tests.dialogue.plans import TEXT, approve, ask
from tests.support import factories, people
from tests.support.client import StrictClient
from tests.support.factories import Team
from tests.support.queries import count_queries

Browser = Callable[[Actor], StrictClient]
# Signing in, the session, the rows, and what a page adds to them.
MOST_PUBLIC, MOST_STAFF = 15, 20


def fill(team: Team, session: Session, many: int) -> None:
    """Questions of every state with all that hangs on them, registrations, and other sessions."""
    department = factories.department_of(team.ward)
    places = {"name": "Lan", "phone": "0901234567"}
    for number in range(many):
        approved = approve(ask(session, f"{TEXT} Lần {many}-{number}", **places).question, team)
        assign_question(team.clerk, approved, department=department)
        if number % 2:
            prepare_answer(team.clerk, approved, text="Sẽ nạo vét.")
        ask(session, f"{TEXT} Chờ {many}-{number}", **places)
        refused = ask(session, f"{TEXT} Khác {many}-{number}", **places)
        refuse_question(team.clerk, refused.question, ground="unclear", explanation="Xin viết rõ.")
        appeal_refusal(refused.asker, refused.question, text="Rõ rồi mà.")
        coming(session, needs_wheelchair=True)
        announce_another(team, days=30 + number, title=f"Buổi {many}-{number}")
    factories.store()


def test_pages_ask_the_same_of_the_database_for_few_and_for_many(
    app: object, ward: Ward, team: Team, announced: Session, client: StrictClient, browser: Browser
) -> None:
    officer = people.make_staff(Role.OFFICER, ward, department_id=factories.department_of(ward).id)
    clerk, prepares = browser(team.clerk), browser(people.as_actor(officer))
    supervisor = browser(team.supervisor)
    public, staff = f"/p/{ward.path_id}/doi-thoai", f"/can-bo/doi-thoai/{announced.code}"
    looks = {
        public: (client, MOST_PUBLIC),
        f"{public}/{announced.code}": (client, MOST_PUBLIC),
        f"{public}/{announced.code}/hoi": (client, MOST_PUBLIC),
        f"{public}/{announced.code}/dang-ky": (client, MOST_PUBLIC),
        f"{public}.ics": (client, MOST_PUBLIC),
        "/can-bo/doi-thoai": (clerk, MOST_STAFF),
        staff: (clerk, MOST_STAFF),
        f"{staff}/cau-hoi": (clerk, MOST_STAFF),
        f"{staff}/dang-ky": (clerk, MOST_STAFF),
        "/can-bo/doi-thoai/chuan-bi": (prepares, MOST_STAFF),
        "/can-bo/doi-thoai/khong-dong-y": (supervisor, MOST_STAFF),
    }
    fill(team, announced, 1)
    few = {path: cost(look, path) for path, (look, _most) in looks.items()}
    fill(team, announced, 5)
    many = {path: cost(look, path) for path, (look, _most) in looks.items()}
    assert few == many
    assert not {path: n for path, n in many.items() if n > looks[path][1]}


def cost(browser: StrictClient, path: str) -> int:
    page_cache.init_app(browser.application)
    browser.get(path)  # a first look may fill what is kept in memory
    page_cache.init_app(browser.application)
    with count_queries() as seen:
        browser.get(path)
    return seen.count


@pytest.mark.parametrize("step", ["cau-hoi/moi", "cau-hoi"])
def test_one_question_among_many_costs_the_same(
    team: Team, announced: Session, browser: Browser, step: str
) -> None:
    clerk = browser(team.clerk)
    question = ask(announced).question
    path = f"/can-bo/doi-thoai/{announced.code}/{step}"
    path = path if step.endswith("moi") else f"{path}/{question.code}"
    fill(team, announced, 1)
    few = cost(clerk, path)
    fill(team, announced, 4)
    assert cost(clerk, path) == few <= MOST_STAFF
