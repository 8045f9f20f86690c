"""`make pictures`: takes the pictures of the widget in docs/pictures/, of the running assistant in Chromium."""

import io
import sys
from itertools import product
from pathlib import Path
from typing import Any

from PIL import Image
from playwright.sync_api import Browser, expect, sync_playwright

from tests.conftest import ROOT, running_assistant
from tests.widget.conftest import CHROMIUM, CRISIS, QUESTION, TIMEOUT, serve_page, visit

STATES: dict[str, list[str]] = {  # what is said
    "closed": [],
    "answer": [QUESTION],
    "several": ["How long does it take, and is it any good for OCD?"],
    "did-you-mean": [],
    "crisis": [CRISIS],
    "spanish": [QUESTION],
}
HEIGHTS = {320: 640, 768: 800, 1280: 800}
SCHEMES = ["light", "dark"]
KEPT = [
    ("closed", 1280, "light"),
    ("answer", 1280, "light"),
    ("several", 768, "dark"),
    ("did-you-mean", 320, "light"),
    ("crisis", 320, "light"),
    ("crisis", 1280, "dark"),
    ("spanish", 768, "light"),
    ("answer", 320, "dark"),
]


def take(browser: Browser, address: str, state: str, width: int, scheme: Any) -> bytes:
    """Give a PNG of the demo page in a state."""
    size = {"width": width, "height": HEIGHTS[width]}
    context = browser.new_context(base_url=address, viewport=size, color_scheme=scheme, reduced_motion="reduce")  # type: ignore[arg-type]
    page = (ROOT / "widget/index.html").read_text()
    language = "es" if state == "spanish" else "en"
    serve_page(context, "picture", page.replace("<archway-chat>", f'<archway-chat region="US" language="{language}">'))
    chat = visit(context, "picture")
    if state != "closed":
        chat.open()
    if state == "did-you-mean":
        chat.say_something_vague().scroll_into_view_if_needed()
    for message in STATES[state]:
        chat.say(message)
    taken = chat.page.screenshot()
    context.close()
    return taken


def save(png: bytes, path: Path) -> None:
    """Write it as lossless WebP, which is about half a PNG's size."""
    path.parent.mkdir(parents=True, exist_ok=True)
    Image.open(io.BytesIO(png)).convert("RGB").save(path, "WEBP", lossless=True, method=6)


def main(folder: Path, wanted: list[tuple[str, int, str]]) -> None:
    """Take the wanted pictures."""
    expect.set_options(timeout=TIMEOUT)
    with running_assistant() as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM)
        for state, width, scheme in wanted:
            save(take(browser, address, state, width, scheme), folder / f"{state}-{width}-{scheme}.webp")
        browser.close()


if __name__ == "__main__":
    if len(sys.argv) > 1:  # every state, size and colour, to look at, into a folder of your own
        main(Path(sys.argv[1]), list(product(STATES, HEIGHTS, SCHEMES)))
    else:
        main(ROOT / "docs/pictures", KEPT)
