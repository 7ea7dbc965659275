"""Walking through the pages of a report as people do."""

from typing import Any

from citizen_app.wards.models import Ward
from tests.support.client import Page, StrictClient
from tests.support.factories import TEXT

OWN = {"Sec-Fetch-Site": "same-origin"}


def send_path(ward: Ward) -> str:
    return f"/p/{ward.path_id}/phan-anh/gui"


def list_path(ward: Ward, query: str = "") -> str:
    return f"/p/{ward.path_id}/phan-anh" + (f"?q={query}" if query else "")


def case_path(ward: Ward, code: str) -> str:
    return f"/p/{ward.path_id}/phan-anh/{code}"


REACH = {
    *("name", "name_shown", "phone", "email", "notify_by", "is_private"),
    *("about", "department", "accused_text"),
}


def fill_in(client: StrictClient, ward: Ward, **fields: Any) -> Page:
    """Go through the three screens; the answer is a redirect to the receipt."""
    return client.submit(to_check(client, ward, **fields))


def to_check(client: StrictClient, ward: Ward, **fields: Any) -> Page:
    """Go as far as screen 3, past notices and similar cases."""
    reach = {name: value for name, value in fields.items() if name in REACH}
    page = to_reach(client, ward, **{n: v for n, v in fields.items() if n not in REACH})
    return client.follow(client.submit(page, reach))


def to_reach(client: StrictClient, ward: Ward, **fields: Any) -> Page:
    """Go as far as screen 2."""
    form = client.get(send_path(ward))
    page = client.follow(client.submit(form, {"text": TEXT} | fields))
    while page.path.endswith(("/luu-y", "/tuong-tu")):
        page = client.follow(client.submit(page, button=page.texts(".actions button")[-1]))
    return page


def send(client: StrictClient, ward: Ward, **fields: Any) -> tuple[str, str]:
    """Send a report and return what stands on the slip: code and PIN."""
    receipt = client.follow(fill_in(client, ward, **fields))
    return code_on(receipt), pin_on(receipt)


def code_on(receipt: Page) -> str:
    return receipt.path.split("/")[-2]


def pin_on(receipt: Page) -> str:
    """The six digits on a slip, or nothing."""
    found = [word for word in receipt.words.replace("\xa0", " ").split() if word.isdigit()]
    return next((word for word in found if len(word) == 6), "")


def unlock(client: StrictClient, code: str, pin: str) -> Page:
    """Open one's own case by what stands on the slip."""
    form = client.get(f"/tra-cuu?ma={code}")
    return client.follow(client.submit(form, {"pin": pin}))


OWN_PAGES = {"soan": "Gửi duyệt", "duyet": "Duyệt"}


def open_step(staff: StrictClient, code: str, path: str) -> Page:
    if path in OWN_PAGES:
        return staff.get(f"/can-bo/phan-anh/{code}/{path}")
    return staff.get(f"/can-bo/phan-anh/{code}?viec={path}")


def take_step(staff: StrictClient, code: str, path: str, **fields: Any) -> Page:
    """Fill in and send the form of one step; the page of the case as it is afterwards."""
    done = send_step(staff, open_step(staff, code, path), **fields)
    return staff.follow(staff.follow(done, status=302))


def send_step(staff: StrictClient, page: Page, *, status: int | None = None, **fields: Any) -> Page:
    own = page.path.split("/")[-1]
    if own in OWN_PAGES:
        return staff.submit(page, fields, button=OWN_PAGES[own], status=status)
    button = page.texts("#viec form button[type=submit]") or page.texts("#viec form button")
    return staff.submit(page, fields, button=button[-1], status=status)


def fill_in_wrong(client: StrictClient, ward: Ward, **fields: Any) -> Page:
    """Send screen 1 with something wrong in it; the answer is the form again."""
    return client.submit(client.get(send_path(ward)), fields, status=422)
