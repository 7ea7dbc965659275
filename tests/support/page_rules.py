"""What every finished HTML page must satisfy. `problems_of` returns a line per broken rule."""

import re
from collections import Counter
from collections.abc import Iterator
from html.parser import HTMLParser

from lxml import html as lxml_html
from lxml.html import HtmlElement

VOID = frozenset(
    ["area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "wbr"]
)
# Inside these, HTML's own rules are other than those of a page's text.
FOREIGN = frozenset({"svg", "math"})
UNLABELLED_TYPES = frozenset({"hidden", "submit", "button", "image", "reset"})
DATA_SCRIPT_TYPES = frozenset({"application/json", "application/ld+json"})
LEADING_ELSEWHERE = frozenset({"href", "src", "action", "formaction"})
POINTERS = ("for", "aria-labelledby", "aria-describedby", "aria-controls", "list", "form")
SPOKEN_ATTRIBUTES = ("title", "placeholder", "aria-label", "alt")
# Left in a Vietnamese page, these come from a library's default or a text nobody marked.
ENGLISH_LEFTOVERS = (
    "Back|Cancel|Choose file|Close|Confirm|Continue|Delete|Error|Help|Hide|Home|Loading|Menu|Next|"
    "No results|Not Found|Optional|Page|Password|Please|Previous|Remove|Required|Save|Search|Show|"
    "Sign in|Sign out|Skip to|Submit|Success|Support|There is a problem|This field|Upload|Warning"
)
ENGLISH = re.compile(rf"(?<![\w'’-])(?:{ENGLISH_LEFTOVERS})(?![\w'’-])")
UNFINISHED = re.compile(
    r"^\s*None\s*$|%\(\w+\)[sd]|\{\{|\}\}|\{%|</?(?:p|a|br|div|span|strong)\b|&(?:amp|lt|gt|quot|#\d+);|"
    r"<[\w.]+ object at "
)


def problems_of(source: str, headers: dict[str, str]) -> list[str]:
    """Every broken rule of a page, given its source and its response headers."""
    page = lxml_html.document_fromstring(source)
    policy = headers.get("content-security-policy", "")
    rules = (
        nesting(source),
        frame(page),
        headings(page),
        identifiers(page),
        controls(page),
        forms(page),
        images(page),
        tables(page),
        inline_code(page, policy),
        content_policy(policy),
        leftovers(page),
    )
    return [problem for rule in rules for problem in rule]


class Nesting(HTMLParser):
    """Notes tags that are not closed in order, and attributes given twice."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.problems: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.attributes(tag, attrs)
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.attributes(tag, attrs)
        if tag not in VOID and not FOREIGN.intersection([*self.open, tag]):
            self.problem(f"<{tag}/> is not closed: only void elements may be written so")

    def handle_endtag(self, tag: str) -> None:
        if tag in VOID:
            self.problem(f"</{tag}> closes a void element")
        elif self.open and self.open[-1] == tag:
            self.open.pop()
        elif tag in self.open:
            while (unclosed := self.open.pop()) != tag:
                self.problem(f"<{unclosed}> is not closed before </{tag}>")
        else:
            self.problem(f"</{tag}> closes nothing")

    def attributes(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        for name, count in Counter(name for name, _ in attrs).items():
            if count > 1:
                self.problem(f"<{tag}> has {name} twice")

    def problem(self, text: str) -> None:
        self.problems.append(f"{text} (line {self.getpos()[0]})")


def nesting(source: str) -> list[str]:
    if not source.lstrip().lower().startswith("<!doctype html>"):
        return ["no <!doctype html>"]
    parser = Nesting()
    parser.feed(source)
    parser.close()
    return parser.problems + [f"<{tag}> is never closed" for tag in parser.open]


def frame(page: HtmlElement) -> Iterator[str]:
    if page.get("lang") not in {"vi", "en"}:
        yield f"html lang is {page.get('lang')!r}"
    titles = page.xpath("//head/title")
    if len(titles) != 1 or not text_of(titles[0]):
        yield "the page needs one <title> with words in it"
    if not page.xpath("//meta[@name='viewport']"):
        yield "no viewport for phones"
    if len(page.xpath("//main")) != 1:
        yield f"{len(page.xpath('//main'))} <main> elements"


def headings(page: HtmlElement) -> Iterator[str]:
    """Of the page, and of each view that a script puts into its place (<template data-view>)."""
    yield from headings_within(page, "//", "[not(ancestor::template[@data-view])]")
    for view in page.xpath("//template[@data-view]"):
        yield from headings_within(view, ".//", "")


def headings_within(page: HtmlElement, where: str, only: str) -> Iterator[str]:
    found = page.xpath(f"{where}*[self::h1|self::h2|self::h3|self::h4|self::h5|self::h6]{only}")
    tops = [heading for heading in found if heading.tag == "h1"]
    if len(tops) != 1:
        yield f"{len(tops)} <h1> elements"
    level = 1
    for heading in found:
        if not text_of(heading):
            yield f"an empty <{heading.tag}>"
        this = int(heading.tag[1])
        if this > level + 1:
            yield f"<{heading.tag}> {text_of(heading)!r} follows a level {level} heading"
        level = this


def identifiers(page: HtmlElement) -> Iterator[str]:
    ids = Counter(page.xpath("//@id"))
    yield from (f"id {name!r} stands {count} times" for name, count in ids.items() if count > 1)
    yield from (f"id {name!r} is not one word" for name in ids if len(name.split()) != 1)
    for attribute in POINTERS:
        names = [name for value in page.xpath(f"//@{attribute}") for name in value.split()]
        yield from (f"{attribute}={n!r} points to nothing" for n in names if n not in ids)
    # "#/..." is an address within an app, not a place on the page.
    links = page.xpath("//a[starts-with(@href, '#') and not(starts-with(@href, '#/'))]/@href")
    yield from (f"the link {link!r} points to nothing" for link in links if link[1:] not in ids)


def controls(page: HtmlElement) -> Iterator[str]:
    labelled = set(page.xpath("//label[normalize-space()]/@for"))
    for control in page.xpath("//input|//select|//textarea"):
        if control.tag == "input" and control.get("type", "text").lower() in UNLABELLED_TYPES:
            continue
        named = control.get("aria-label") or control.get("aria-labelledby")
        if not (named or control.get("id") in labelled or control.xpath("ancestor::label")):
            yield f"no label for {describe(control)}"
    for element in page.xpath("//a[@href]|//button|//summary|//input[@type='submit']"):
        if not name_of(element):
            yield f"no name for {describe(element)}"


def forms(page: HtmlElement) -> Iterator[str]:
    for form in page.xpath("//form"):
        if form.get("method", "get").lower() not in {"get", "post"}:
            yield f"browsers know no such method: {describe(form)}"
        if form.xpath(".//input[@type='file']") and form.get("enctype") != "multipart/form-data":
            yield f"a form with files needs enctype multipart/form-data: {describe(form)}"
        if not form.xpath(".//button[not(@type) or @type='submit']|.//input[@type='submit']"):
            yield f"a form without a button: {describe(form)}"
    if page.xpath("//form//form"):
        yield "a form inside a form"


def images(page: HtmlElement) -> Iterator[str]:
    for image in page.xpath("//img"):
        if image.get("alt") is None:
            yield f"no alt for {describe(image)}"
    for drawing in page.xpath("//*[local-name()='svg']"):
        if drawing.get("aria-hidden") != "true" and not name_of(drawing):
            yield f"a drawing needs aria-hidden or a name: {describe(drawing)}"


def tables(page: HtmlElement) -> Iterator[str]:
    for table in page.xpath("//table"):
        if not table.xpath(".//th"):
            yield f"no header cells in {describe(table)}"
        if table.xpath(".//th[not(@scope)]"):
            yield f"header cells without scope in {describe(table)}"


def inline_code(page: HtmlElement, policy: str) -> Iterator[str]:
    elements = [element for element in page.iter() if isinstance(element.tag, str)]
    for element in elements:
        for name, value in element.attrib.items():
            if name == "style" or name.startswith("on"):
                yield f"{name}= on {describe(element)}"
            if name in LEADING_ELSEWHERE and value.strip().lower().startswith("javascript:"):
                yield f"javascript: in {describe(element)}"
    nonces = set(re.findall(r"'nonce-([^']+)'", policy))
    for element in page.xpath("//script[not(@src)]|//style"):
        if element.get("type") not in DATA_SCRIPT_TYPES and element.get("nonce") not in nonces:
            yield f"inline <{element.tag}> without the policy's nonce"
    urls = page.xpath("//script/@src|//link[@rel='stylesheet']/@href|//img/@src|//source/@srcset")
    yield from (f"loaded from elsewhere: {url}" for url in urls if re.match(r"(?:https?:)?//", url))


def content_policy(policy: str) -> Iterator[str]:
    for part in ("default-src", "object-src 'none'", "base-uri", "frame-ancestors", "form-action"):
        if part not in policy:
            yield f"the Content-Security-Policy does not say {part}"
    for part in ("'unsafe-inline'", "'unsafe-eval'", " * ", " http:"):
        if part in f" {policy} ".replace(";", " ; "):
            yield f"the Content-Security-Policy allows {part.strip()}"


def leftovers(page: HtmlElement) -> Iterator[str]:
    for text, language in spoken_texts(page, ""):
        if UNFINISHED.search(text):
            yield f"unfinished text {text.strip()!r}"
        if language == "vi" and (found := ENGLISH.search(text)):
            yield f"English {found.group()!r} in {' '.join(text.split())[:80]!r}"


def spoken_texts(element: HtmlElement, language: str) -> Iterator[tuple[str, str]]:
    """Every text that a person sees or hears, with the language in force there.

    Code, addresses and names marked `translate="no"` are in no language.
    """
    if not isinstance(element.tag, str) or element.tag in {"script", "style", "template"}:
        return
    language = element.get("lang", language)
    if element.get("translate") == "no" or element.tag in {"code", "pre"}:
        language = ""
    own = [element.text, *(child.tail for child in element)]
    own += [element.get(attribute) for attribute in SPOKEN_ATTRIBUTES]
    if element.tag == "input" and element.get("type") in {"submit", "button"}:
        own.append(element.get("value"))
    yield from ((text, language) for text in own if text and text.strip())
    for child in element:
        yield from spoken_texts(child, language)


def name_of(element: HtmlElement) -> str:
    """What a screen reader would call the element; enough of the rule for our pages."""
    parts = [element.get("aria-label", ""), element.get("aria-labelledby", ""), text_of(element)]
    shown = element.get("value", "") if element.tag == "input" else ""  # a button shows its text
    parts += element.xpath(".//img/@alt") + [element.get("title", ""), shown]
    return " ".join(" ".join(parts).split())


def text_of(element: HtmlElement) -> str:
    return " ".join(element.text_content().split())


def describe(element: HtmlElement) -> str:
    shown = [
        f'{k}="{v}"'
        for k, v in element.attrib.items()
        if k in {"id", "name", "class", "href", "src"}
    ]
    return f"<{' '.join([str(element.tag), *shown])}>"
