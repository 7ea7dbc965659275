"""Taking the open data home: find it from the footer, choose a ward, download, recompute elsewhere."""

import pathlib
import subprocess
import sys
import zipfile

import pytest
from playwright.sync_api import Page, expect

from tests.support.browser import assert_accessible, assert_fits

pytestmark = pytest.mark.journey


def look(page: Page) -> None:
    page.wait_for_load_state()
    assert_fits(page)
    if page.has_scripts:
        assert_accessible(page)


@pytest.mark.parametrize("scripts", ["with", "without"])
def test_a_neighbour_recomputes_the_figures(
    phone: Page, phone_without_js: Page, tmp_path: pathlib.Path, scripts: str
) -> None:
    page = phone if scripts == "with" else phone_without_js
    page.goto("/p/26743-ben-thanh/chi-so")
    page.get_by_role("link", name="Từng dòng phía sau các số liệu này").click()
    expect(page.locator("h1")).to_contain_text("Bến Thành")
    look(page)
    page.get_by_role("link", name="Phản ánh công khai", exact=True).click()
    expect(page.locator("h1")).to_have_text("Ý nghĩa các cột của dữ liệu mở")
    look(page)
    page.locator("footer").get_by_role("link", name="Dữ liệu mở").click()
    expect(page.locator("h1")).to_have_text("Dữ liệu mở")
    look(page)
    with page.expect_download() as found:
        page.get_by_role("link", name="Tải tất cả").click()
    packed = tmp_path / "all.zip"
    found.value.save_as(packed)
    with zipfile.ZipFile(packed) as whole:
        whole.extractall(tmp_path / "data")
    program = [sys.executable, "-I", "-S", str(tmp_path / "data" / "recompute.py")]
    done = subprocess.run(
        [*program, str(tmp_path / "data")], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0 and "KHỚP" in done.stdout, done.stdout
