"""Make the README's picture from the running demonstration: python tools/pictures.py [ADDRESS]."""

import io
import pathlib
import sys

from PIL import Image
from playwright.sync_api import sync_playwright

import chromium

OUT = pathlib.Path(__file__).parent.parent / "docs" / "pictures" / "tour.png"
WARD = "/p/26743-ben-thanh"
WIDTH, HEIGHT, GAP = 390, 844, 24


def main(address: str) -> None:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=chromium.find_or_install(), args=["--no-sandbox"]
        )
        page = browser.new_page(
            viewport={"width": WIDTH, "height": HEIGHT}, locale="vi-VN", device_scale_factor=1.5
        )
        shots = []
        for path in (f"{WARD}/", f"{WARD}/phan-anh/gui", first_case(page, address)):
            page.goto(address + path)
            shots.append(page.screenshot())
        browser.close()
    join(shots)


def first_case(page, address: str) -> str:
    """The newest public case that was put right."""
    page.goto(f"{address}{WARD}/phan-anh?trang-thai=da-tra-loi")
    card = page.locator(".case-card", has=page.locator(".tag--fixed")).first
    return str(card.locator("a").first.get_attribute("href"))


def join(shots: list[bytes]) -> None:
    """Lay the pictures side by side."""
    pictures = [Image.open(io.BytesIO(shot)) for shot in shots]
    width = sum(picture.width for picture in pictures) + GAP * (len(pictures) + 1)
    height = max(picture.height for picture in pictures) + 2 * GAP
    sheet = Image.new("RGB", (width, height), "#dfe8eb")
    x = GAP
    for picture in pictures:
        sheet.paste(picture, (x, GAP))
        x += picture.width + GAP
    sheet.thumbnail((1400, 1400))
    OUT.parent.mkdir(parents=True, exist_ok=True)
    sheet.quantize(128).save(OUT, optimize=True)


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) > 1 else "http://127.0.0.1:8000")
