"""README's pictures: `python -m tests.pictures` draws them anew.

The report as a picture is made by the program, with the pages' stopped clock. The
photographs of the page are taken where there is a browser, and the printed page where there is
pdftoppm (Debian's package poppler-utils); they are looked at, not compared.
"""

from __future__ import annotations

import base64
import shutil
import struct
import subprocess
import tempfile
import zlib
from pathlib import Path

import numpy as np
from playwright.sync_api import Browser, sync_playwright

from tests.docs import run
from tests.forked import ROOT
from tests.test_page_in_browser import CHROMIUM, SWITCHES

PICTURES = Path(__file__).parent / "pictures"
# As much of the page as a telephone shows in two screens.
_PHONE = {"width": 360, "height": 1400}
# The whole page is long: a little smaller it can still be read.
_SCALE = 0.9
_DESK = {"width": 1200, "height": 900}
_DOTS_PER_INCH = 90
# The steps of each colour that are kept: letters stay sharp, and the files a third of their size.
_STEP = 17
_MOST_COLOURS = 256

_PIXELS = """async picture => {
  const image = new Image();
  image.src = "data:image/png;base64," + picture;
  await image.decode();
  const canvas = document.createElement("canvas");
  [canvas.width, canvas.height] = [image.width, image.height];
  const context = canvas.getContext("2d");
  context.drawImage(image, 0, 0);
  const bytes = context.getImageData(0, 0, image.width, image.height).data;
  let text = "";
  for (let at = 0; at < bytes.length; at += 8192)
    text += String.fromCharCode(...bytes.subarray(at, at + 8192));
  return [image.width, image.height, btoa(text)];
}"""


def report_as(file: str) -> bytes:
    """Return the report of the made-up diary, saved under this name."""
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder).resolve()
        run("fibrolog demo --keep demo.db", home)
        run(f"fibrolog --db demo.db report --days 28 --save {file}", home)
        return (home / file).read_bytes()


def draw() -> None:
    """Write every picture that can be made on this machine."""
    PICTURES.mkdir(exist_ok=True)
    (PICTURES / "report.svg").write_bytes(report_as("report.svg"))
    if CHROMIUM is None:
        return
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        file = Path(folder) / "report.html"
        file.write_bytes(report_as("report.html"))
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=SWITCHES)
        for name, picture in {
            "page.png": _photograph(browser, file, **_DESK, whole=True),
            "phone.png": _photograph(browser, file, **_PHONE, whole=False),
            "print.png": _printed(browser, file),
        }.items():
            if picture is not None:
                (PICTURES / name).write_bytes(_smaller(browser, picture))
        browser.close()


def _photograph(browser: Browser, file: Path, *, width: int, height: int, whole: bool) -> bytes:
    page = browser.new_page(
        viewport={"width": width, "height": height},
        color_scheme="light",
        device_scale_factor=_SCALE if whole else 1,
    )
    page.goto(file.as_uri())
    return page.screenshot(full_page=whole)


def _printed(browser: Browser, file: Path) -> bytes | None:
    """Return the first sheet in shades of grey."""
    program = shutil.which("pdftoppm")
    if program is None:
        return None
    page = browser.new_page()
    page.goto(file.as_uri())
    command = [program, "-png", "-gray", "-singlefile", "-r", str(_DOTS_PER_INCH)]
    return subprocess.run(
        command, input=page.pdf(format="A4"), capture_output=True, check=True
    ).stdout


def _smaller(browser: Browser, picture: bytes) -> bytes:
    """Return a PNG in few colours; the browser reads it, because nothing else here can."""
    width, height, pixels = browser.new_page().evaluate(_PIXELS, base64.b64encode(picture).decode())
    colours = np.frombuffer(base64.b64decode(pixels), np.uint8).reshape(-1, 4)[:, :3]
    kept = (colours.astype(np.uint16) + _STEP // 2) // _STEP * _STEP
    palette, places = np.unique(kept, axis=0, return_inverse=True)
    assert len(palette) <= _MOST_COLOURS, f"{len(palette)} colours are left"
    rows = np.zeros((height, width + 1), np.uint8)
    rows[:, 1:] = places.reshape(height, width)
    header = struct.pack(">IIBBBBB", width, height, 8, 3, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + b"".join((
        _chunk(b"IHDR", header),
        _chunk(b"PLTE", palette.astype(np.uint8).tobytes()),
        _chunk(b"IDAT", zlib.compress(rows.tobytes(), 9)),
        _chunk(b"IEND", b""),
    ))  # fmt: skip


def _chunk(name: bytes, content: bytes) -> bytes:
    check = zlib.crc32(name + content)
    return struct.pack(">I", len(content)) + name + content + struct.pack(">I", check)


if __name__ == "__main__":
    draw()
    for made in sorted(PICTURES.iterdir()):
        print(made.relative_to(ROOT), made.stat().st_size)  # noqa: T201 -- a script says what it made
