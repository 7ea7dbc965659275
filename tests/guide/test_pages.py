"""The help pages: complete in both languages, plain, safe, and about what the site really has."""

import re
from urllib.parse import urlsplit

import pytest
import yaml
from babel.messages.pofile import read_po
from flask import Flask

import help_cases
from citizen_app.core.i18n import LANGUAGES
from citizen_app.feedback.steps import BY_NAME
from citizen_app.guide import pages
from citizen_app.guide.rendering import PICTURES, parse, picture, pictures_in, render
from config import ROOT
from tests.architecture.sources import templates
from tests.support.client import StrictClient

HEADINGS = {
    "vi": ["Các bước", "Nếu gặp trục trặc", "Sau đó"],
    "en": ["Steps", "If it goes wrong", "What happens next"],
}
TASKS = [(role["name"], task) for role in pages.outline() for task in role["tasks"]]
EVERY = [(role, task, lang) for role, task in TASKS for lang in LANGUAGES]
DECLARED = yaml.safe_load((pages.CONTENT / "pictures.yaml").read_text("utf-8"))
LEFT_OUT = yaml.safe_load((pages.CONTENT / "missing.yaml").read_text("utf-8"))
MOST_BYTES, MOST_BYTES_IN_ALL = 60_000, 3_500_000
LONGEST_SENTENCE = 34
LINK = re.compile(r"\]\((/[^)\s]*)\)")
PRESSED = re.compile(r"[Bb]ấm \*\*(.+?)\*\*")
HELP_LINK = re.compile(r"help_link\('([\w-]+)', '([\w-]+)'")
ADMIN_LINK = re.compile(r"list_head\(.*task='([\w-]+)'")


def page_of(role: str, task: str, lang: str) -> pages.HelpPage:
    reader = next(one for one in pages.roles(lang) if one.name == role)
    return next(one for one in reader.pages if one.task == task)


def test_no_page_is_forgotten_in_the_list() -> None:
    files = {str(path.relative_to(pages.CONTENT)) for path in pages.CONTENT.rglob("*.md")}
    assert files == {f"{role}/{task}.{lang}.md" for role, task, lang in EVERY}


@pytest.mark.parametrize(("role", "task", "lang"), EVERY)
def test_a_page_has_its_parts(role: str, task: str, lang: str) -> None:
    """Three parts, three to seven steps, what goes wrong as a list or in words."""
    page = page_of(role, task, lang)
    assert page.title and page.purpose.endswith(".")
    tokens = parse(page.source)
    headings = [tokens[n + 1].content for n, t in enumerate(tokens) if t.type == "heading_open"]
    assert headings == HEADINGS[lang]
    lists = [t.type for t in tokens if t.type.endswith("_list_open")]
    assert lists == ["ordered_list_open", "bullet_list_open"]
    first_list = tokens[: next(n for n, t in enumerate(tokens) if t.type == "ordered_list_close")]
    steps = [t for t in first_list if t.type == "list_item_open"]
    assert 3 <= len(steps) <= 7


@pytest.mark.parametrize(("role", "task", "lang"), EVERY)
def test_sentences_are_short_and_quiet(role: str, task: str, lang: str) -> None:
    page = page_of(role, task, lang)
    prose = [page.purpose, *(t.content for t in parse(page.source) if t.type == "inline")]
    text = "\n".join(re.sub(r"!\[[^]]*\]\([^)]*\)|[*\[]|\]\([^)]*\)", "", one) for one in prose)
    sentences = re.split(r"[.?:;]\s|\n", text)
    long = [s for s in sentences if len(s.split()) > LONGEST_SENTENCE]
    assert not long
    assert "!" not in text


@pytest.mark.parametrize(("role", "task"), TASKS)
def test_both_languages_show_the_same_pictures(role: str, task: str) -> None:
    shown = {lang: pictures_in(page_of(role, task, lang).source) for lang in LANGUAGES}
    assert list(shown["vi"]) == list(shown["en"])
    assert all(words.strip() for one in shown.values() for words in one.values())


def test_every_picture_is_declared_used_and_small() -> None:
    used = {name for one in EVERY for name in pictures_in(page_of(*one).source)}
    assert used == set(DECLARED)
    files = {path.stem: path.stat().st_size for path in PICTURES.iterdir()}
    assert set(files) | set(LEFT_OUT) == set(DECLARED), "run `make pictures`"
    assert not set(files) & set(LEFT_OUT)
    assert not {name: size for name, size in files.items() if size >= MOST_BYTES}
    assert sum(files.values()) < MOST_BYTES_IN_ALL


def test_what_was_left_out_is_still_not_there(app: Flask) -> None:
    """A screen that has come meanwhile deserves its picture: run `make pictures`."""
    waiting = {n for n, reason in LEFT_OUT.items() if reason != help_cases.NO_CASE}
    assert not {name for name in waiting if not help_cases.lacking(app, DECLARED[name])}


def test_links_lead_somewhere(app: Flask) -> None:
    router = app.url_map.bind("localhost")
    known = {f"/tro-giup/{role}/{task}" for role, task in TASKS}
    for one in EVERY:
        source = page_of(*one).source
        assert "http" not in source
        for address in LINK.findall(source):
            path = urlsplit(address).path
            router.match(path)  # raises where nothing answers
            assert not path.startswith("/tro-giup/") or path in known, (one, address)


def test_templates_link_to_pages_that_exist() -> None:
    linked = {found for text in templates().values() for found in HELP_LINK.findall(text)}
    named = {found for text in templates().values() for found in ADMIN_LINK.findall(text)}
    linked |= {("quan-tri", task) for task in named}
    assert len(linked) >= 10
    assert linked <= set(TASKS)


def test_every_step_of_the_workflow_is_explained(app: Flask) -> None:
    unexplained = {name for name in BY_NAME if pages.page_of_step(name) is None}
    assert not unexplained, "name them in `steps:` of a page"


def test_markup_in_a_page_stays_text() -> None:
    shown = render('<script>alert(1)</script>\n\n[x](javascript:alert(1)) <img src="y">')
    assert "<script" not in shown and "<img" not in shown
    assert 'href="javascript' not in shown


def test_a_picture_that_was_not_taken_leaves_no_gap() -> None:
    assert "<img" not in render("1. Bấm nút.\n\n   ![Một nút](khong-co-anh-nay)")
    assert render("![Một nút](khong-co-anh-nay)").strip() == ""


def test_every_picture_has_its_size_and_words(client: StrictClient) -> None:
    page = client.get("/tro-giup/ba-con/tra-cuu").document
    images = page.xpath("//article//img")
    assert images
    for image in images:
        assert image.get("loading") == "lazy" and image.get("alt")
        shown = picture(urlsplit(image.get("src")).path.rsplit("/", 1)[1].removesuffix(".webp"))
        assert shown is not None
        assert (image.get("width"), image.get("height")) == (str(shown.width), str(shown.height))
        assert client.get(image.get("src")).mimetype == "image/webp"


def test_pictures_are_kept_by_browsers(client: StrictClient) -> None:
    shown = picture("ba-con-tra-cuu")
    assert shown is not None
    assert "immutable" in client.get(shown.address).headers["Cache-Control"]
    bare = client.get("/tro-giup/hinh/ba-con-tra-cuu.webp").headers["Cache-Control"]
    assert "immutable" not in bare
    client.get("/tro-giup/hinh/khong-co.webp", status=404)
    client.get("/tro-giup/hinh/..%2f__init__.webp", status=404)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_page_opens(client: StrictClient, lang: str) -> None:
    """The strict client looks at each: nesting, headings, names, English left in Vietnamese."""
    client.set_cookie("ngon_ngu", lang)
    for role, task in TASKS:
        page = client.get(f"/tro-giup/{role}/{task}").document
        assert page.xpath("string(//h1)") == page_of(role, task, lang).title


@pytest.mark.parametrize("path", ["/tro-giup/ba-con/khong-co", "/tro-giup/khong-ai/duyet"])
def test_what_is_not_there(client: StrictClient, path: str) -> None:
    client.get(path, status=404)


def found(client: StrictClient, typed: str) -> list[str]:
    page = client.get("/tro-giup", query_string={"q": typed}).document
    return [str(link) for link in page.xpath("//main//a[contains(@class, 'link-list')]/@href")]


def test_search_knows_accents_and_does_without(client: StrictClient) -> None:
    with_accents, without = found(client, "mất phiếu"), found(client, "mat phieu")
    assert with_accents == without
    assert without[0] == "/tro-giup/ba-con/mat-phieu", "words of the title come first"


def test_search_finds_words_that_people_use_for_it(client: StrictClient) -> None:
    assert "/tro-giup/ba-con/khong-phai-phan-anh" in found(client, "cấp cứu")
    assert found(client, "qwertz") == []
    assert len(found(client, "  ")) == len(TASKS)


def test_the_index_lists_every_page(client: StrictClient) -> None:
    links = client.get("/tro-giup").document.xpath("//main//a/@href")
    assert {f"/tro-giup/{role}/{task}" for role, task in TASKS} <= set(links)


def test_the_script_that_takes_them_is_named_in_the_makefile() -> None:
    assert "tools/help_pictures.py" in (ROOT / "Makefile").read_text("utf-8")


def test_what_a_page_says_to_press_is_on_the_site() -> None:
    """A button renamed in the catalogue has to be renamed in the help, too."""
    with (ROOT / "translations/vi/LC_MESSAGES/messages.po").open("rb") as file:
        catalogue = read_po(file)
    strings = [one for m in catalogue for one in (m.string if m.pluralizable else [m.string])]
    # "Remove photo 2" is said without its number.
    labels = {re.sub(r" (?:%\(\w+\)s|\{\w+\})$", "", one).casefold() for one in strings}
    named = [
        (role, task, one)
        for role, task in TASKS
        for one in PRESSED.findall(page_of(role, task, "vi").source)
    ]
    assert len(named) > 50
    assert not [found for found in named if found[2].casefold() not in labels]
