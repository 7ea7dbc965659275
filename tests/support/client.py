"""A test client that reads every page it fetches as strictly as a browser never would.

    page = client.get("/can-bo")                       # 200, and every rule of page_rules holds
    page.texts("main h1")                              # what stands there
    done = client.submit(page, {"text": "..."}, button="Gửi phản ánh")
    done = client.follow(done)                         # the page that a redirect leads to

A form is sent as a browser would send it: with its hidden fields and its defaults, to its own
address, from our own page; a field or choice that the form does not have is an error.
"""

import contextvars
from collections.abc import Callable, Mapping
from typing import Any, TypeVar
from urllib.parse import urljoin, urlsplit

from flask import Flask, has_app_context
from flask.globals import _cv_app
from flask.testing import FlaskClient
from lxml import html as lxml_html
from lxml.html import HtmlElement
from werkzeug.test import TestResponse

from citizen_app.core.db import db
from tests.support import page_rules

Result = TypeVar("Result")
REDIRECTS = frozenset({302, 303})


class Page(TestResponse):
    """A response with its page, parsed once."""

    @property
    def path(self) -> str:
        return self.request.path

    @property
    def document(self) -> HtmlElement:
        if "_document" not in self.__dict__:
            self.__dict__["_document"] = lxml_html.document_fromstring(self.text)
        return self.__dict__["_document"]

    def all(self, selector: str) -> list[HtmlElement]:
        """Every element that matches a CSS selector."""
        return self.document.cssselect(selector)

    def one(self, selector: str) -> HtmlElement:
        """The single element that matches."""
        found = self.all(selector)
        assert len(found) == 1, f"{len(found)} elements match {selector!r} on {self.path}"
        return found[0]

    def texts(self, selector: str) -> list[str]:
        """The words of every element that matches, in order."""
        return [page_rules.text_of(element) for element in self.all(selector)]

    @property
    def heading(self) -> str:
        return self.texts("h1")[0]

    @property
    def words(self) -> str:
        """Everything that stands in <main>."""
        return page_rules.text_of(self.one("main"))

    @property
    def errors(self) -> list[str]:
        """The lines of the error summary."""
        return self.texts(".govuk-error-summary__list li")

    def link(self, words: str) -> str:
        """The address behind the link with these words."""
        found = [a.get("href") for a in self.all("a[href]") if page_rules.text_of(a) == words]
        assert found, f"no link {words!r} on {self.path}: {self.texts('main a')}"
        return found[0]

    def form(self, button: str | None = None) -> HtmlElement:
        """The POST form with this button, or the only one in <main>."""
        forms = [f for f in self.all("main form") if f.get("method", "").lower() == "post"]
        if button:
            forms = [f for f in forms if button in buttons_of(f)]
        assert len(forms) == 1, f"{len(forms)} forms on {self.path} fit button {button!r}"
        return forms[0]


class StrictClient(FlaskClient):
    """Checks each answer; keeps its cookies like one visitor's browser."""

    def __init__(self, application: Flask, *_: Any, **__: Any) -> None:
        super().__init__(application, Page, use_cookies=True)

    def open(self, *args: Any, status: int | set[int] | None = None, **kwargs: Any) -> Page:
        """Send one request, in a context of its own, and check the answer."""
        store_pending_changes()
        page: Page = apart(lambda: super(StrictClient, self).open(*args, **kwargs))
        where = f"{page.request.method} {page.request.full_path.rstrip('?')}"
        allowed = {status} if isinstance(status, int) else status
        allowed = allowed or ({200} if page.request.method == "GET" else REDIRECTS)
        assert page.status_code in allowed, (
            f"{where} gave {page.status_code}, not {sorted(allowed)}{explain(page)}"
        )
        problems = self.cookie_problems(page)
        if page.mimetype == "text/html" and page.status_code not in REDIRECTS | {301}:
            headers = {name.lower(): value for name, value in page.headers}
            problems += page_rules.problems_of(page.text, headers)
        assert not problems, f"{where}:\n  " + "\n  ".join(problems)
        return page

    def cookie_problems(self, page: Page) -> list[str]:
        """A reader of public pages gets no cookie; one may be taken away."""
        if page.request.method != "GET" or not self.is_public(page):
            return []
        given = [c for c in page.headers.getlist("Set-Cookie") if "Max-Age=0" not in c]
        return [f"a public page sets a cookie: {c}" for c in given]

    def is_public(self, page: Page) -> bool:
        adapter = self.application.url_map.bind("localhost")
        try:
            endpoint, _ = adapter.match(page.path)
        except Exception:  # not found, or a redirect of the router's own: nobody's private page
            return True
        marker = getattr(self.application.view_functions[endpoint], "access_marker", None)
        return marker is not None and marker.kind == "public"

    def follow(self, answer: Page, *, status: int | None = None) -> Page:
        """Fetch the page that a redirect leads to, on this site only."""
        assert answer.status_code in REDIRECTS, f"{answer.path} did not redirect{explain(answer)}"
        target = urlsplit(urljoin(answer.request.url, answer.headers["Location"]))
        assert target.netloc == answer.request.host, (
            f"a redirect to another site: {target.geturl()}"
        )
        return self.get(target.path + ("?" + target.query if target.query else ""), status=status)

    def submit(
        self,
        page: Page,
        fields: Mapping[str, Any] | None = None,
        *,
        button: str | None = None,
        status: int | None = None,
    ) -> Page:
        """Send a form of the page, filled in; files are (stream, name) pairs or lists of them."""
        form = page.form(button)
        data = values_of(form)
        for name, value in (fields or {}).items():
            check_field(form, name, value)
            data[name] = value
        if button:
            data |= value_of_button(form, button)
        target = urlsplit(urljoin(page.request.url, form.get("action") or ""))
        return self.post(
            target.path + ("?" + target.query if target.query else ""),
            data=data,
            content_type=form.get("enctype") or "application/x-www-form-urlencoded",
            headers={"Sec-Fetch-Site": "same-origin", "Referer": page.request.url},
            status=status,
        )


def apart(call: Callable[[], Result]) -> Result:
    """Call something outside of the test's application context, but at the test's moment."""

    def request() -> Result:
        _cv_app.set(None)  # else the request would share the test's `g` and its session
        return call()

    return contextvars.copy_context().run(request)


def store_pending_changes() -> None:
    """What the test itself has prepared must be stored before a request can see it."""
    if has_app_context():
        db.session.commit()


def values_of(form: HtmlElement) -> dict[str, Any]:
    """What the form would send untouched."""
    values: dict[str, Any] = {}
    for control in form.xpath(".//input[@name]|.//select[@name]|.//textarea[@name]"):
        if control.get("disabled") is not None:
            continue
        for value in sent_by(control):
            values.setdefault(control.get("name"), []).append(value)
    return values


def sent_by(control: HtmlElement) -> list[str]:
    if control.tag == "textarea":
        return [(control.text or "").removeprefix("\n")]
    if control.tag == "select":
        chosen = control.xpath(".//option[@selected]") or (
            [] if control.get("multiple") is not None else control.xpath(".//option")[:1]
        )
        return [option_value(option) for option in chosen]
    kind = control.get("type", "text").lower()
    if kind in {"checkbox", "radio"}:
        return [control.get("value", "on")] if control.get("checked") is not None else []
    return (
        [] if kind in {"submit", "button", "image", "reset", "file"} else [control.get("value", "")]
    )


def check_field(form: HtmlElement, name: str, value: Any) -> None:
    """Refuse what a person could not do in a browser."""
    controls = [c for c in form.xpath(".//*[@name]") if c.get("name") == name]
    assert controls, f"the form has no field {name!r}: {sorted(set(form.xpath('.//@name')))}"
    kind = controls[0].get("type", "").lower()
    if controls[0].tag == "select":
        choices = {option_value(option) for c in controls for option in c.xpath(".//option")}
    elif kind in {"radio", "checkbox"}:
        choices = {c.get("value", "on") for c in controls}
    else:
        return
    wanted = value if isinstance(value, (list, tuple)) else [value]
    assert set(map(str, wanted)) <= choices, f"{name!r} offers {sorted(choices)}, not {wanted!r}"


def option_value(option: HtmlElement) -> str:
    return option.get("value", page_rules.text_of(option))


def buttons_of(form: HtmlElement) -> list[str]:
    return [page_rules.name_of(b) for b in form.xpath(".//button|.//input[@type='submit']")]


def value_of_button(form: HtmlElement, words: str) -> dict[str, str]:
    for button in form.xpath(".//button[@name]|.//input[@type='submit'][@name]"):
        if page_rules.name_of(button) == words:
            return {button.get("name"): button.get("value", "")}
    return {}


def explain(page: Page) -> str:
    """What a page says went wrong, or where it sends people to."""
    if page.status_code in REDIRECTS:
        return f" (to {page.headers.get('Location')})"
    if page.mimetype != "text/html":
        return f" ({page.text[:200]})"
    return f" ({'; '.join(page.texts('h1') + page.errors)})"
