"""The strict client notices what it is there to notice."""

import pytest

from tests.support.page_rules import problems_of

POLICY = (
    "default-src 'self'; script-src 'self' 'nonce-abc'; object-src 'none'; base-uri 'none'; "
    "form-action 'self'; frame-ancestors 'none'"
)
GOOD = """<!doctype html>
<html lang="vi"><head><title>Phản ánh</title>
<meta name="viewport" content="width=device-width"></head>
<body><main><h1>Phản ánh</h1>{}</main></body></html>"""


def problems(body: str = "", page: str = GOOD, policy: str = POLICY) -> list[str]:
    return problems_of(page.replace("{}", body), {"content-security-policy": policy})


def test_a_good_page_passes() -> None:
    form = """<h2>Gửi</h2><form method="post"><label for="a">Tên</label><input id="a" name="a">
      <input type="hidden" name="b"><button>Gửi phản ánh</button></form>
      <img src="/a.png" alt=""><a href="/tra-cuu">Tra cứu</a><script nonce="abc">1</script>
      <p lang="en">Search</p><script type="application/json">{"a": 1}</script>
      <svg aria-hidden="true"><path d="M0 0"/></svg>"""
    assert problems(form) == []


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("<div><p></div>", "<p> is not closed before </div>"),
        ("<div>", "<div> is not closed before </main>"),
        ("</div>", "</div> closes nothing"),
        ("<div/>", "<div/> is not closed"),
        ('<p class="a" class="b"></p>', "<p> has class twice"),
        ("<h1>Hai</h1>", "2 <h1> elements"),
        ("<h2></h2>", "an empty <h2>"),
        ("<h3>Ba</h3>", "follows a level 1 heading"),
        ('<p id="a"></p><p id="a"></p>', "id 'a' stands 2 times"),
        ('<p aria-describedby="x"></p>', "aria-describedby='x' points to nothing"),
        ('<a href="#x">Đi</a>', "the link '#x' points to nothing"),
        ('<input name="a">', "no label for <input name"),
        ('<label for="a"></label><input id="a" name="a">', "no label for"),
        ('<a href="/a"></a>', "no name for <a"),
        ("<button></button>", "no name for <button>"),
        ("<form></form>", "a form without a button"),
        ('<form><input type="file" aria-label="Ảnh"><button>Gửi</button></form>', "enctype"),
        ('<img src="/a.png">', "no alt for"),
        ("<svg></svg>", "a drawing needs"),
        ("<table><tr><td>1</td></tr></table>", "no header cells"),
        ("<table><tr><th>1</th></tr></table>", "without scope"),
        ('<p style="color: red"></p>', "style= on <p>"),
        ('<p onclick="go()"></p>', "onclick= on <p>"),
        ('<a href="javascript:go()">Đi</a>', "javascript: in"),
        ("<script>1</script>", "inline <script> without"),
        ('<script nonce="other">1</script>', "inline <script> without"),
        ('<script src="https://elsewhere.example/a.js"></script>', "loaded from elsewhere"),
        ("<p>None</p>", "unfinished text 'None'"),
        ("<p>Còn %(count)s ngày</p>", "unfinished text"),
        ("<p>&lt;strong&gt;Chào&lt;/strong&gt;</p>", "unfinished text"),
        ("<button>Search</button>", "English 'Search'"),
        ('<input type="submit" value="Submit">', "English 'Submit'"),
        ('<p title="Error: chưa nhập"></p>', "English 'Error'"),
    ],
)
def test_a_bad_page_is_noticed(body: str, expected: str) -> None:
    found = problems(body)
    assert any(expected in problem for problem in found), found


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("<!doctype html>", "", "no <!doctype html>"),
        (' lang="vi"', "", "html lang is None"),
        ("<title>Phản ánh</title>", "<title> </title>", "one <title>"),
        ("<h1>Phản ánh</h1>", "", "0 <h1> elements"),
        ('name="viewport"', 'name="other"', "no viewport"),
        ("main>", "section>", "0 <main> elements"),
    ],
)
def test_a_bad_frame_is_noticed(old: str, new: str, expected: str) -> None:
    found = problems(page=GOOD.replace(old, new))
    assert any(expected in problem for problem in found), found


@pytest.mark.parametrize(
    "policy", ["", POLICY.replace("default-src 'self'", "default-src 'self' 'unsafe-inline'")]
)
def test_a_weak_policy_is_noticed(policy: str) -> None:
    assert any("Content-Security-Policy" in problem for problem in problems(policy=policy))
