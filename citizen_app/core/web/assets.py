"""Built style, scripts and fonts: hashed names, kept by browsers for a year."""

from __future__ import annotations

import json
from pathlib import Path

from flask import Flask, Response, request, send_from_directory, url_for
from werkzeug.exceptions import NotFound

from citizen_app.core.access import public

DIST = Path(__file__).parent / "static" / "dist"
PACKINGS = (("br", ".br"), ("gzip", ".gz"))


def manifest() -> dict[str, str]:
    """Return the built name of each asset; empty when nothing was built."""
    path = DIST / "manifest.json"
    if not path.exists():
        return {}
    names: dict[str, str] = json.loads(path.read_text(encoding="utf-8"))
    return names


def init_app(app: Flask) -> None:
    """Serve the built files, packed where the browser can unpack them."""
    names = manifest()

    def asset(name: str) -> str:
        return url_for("asset", name=names.get(name, name))

    @public
    def serve(name: str) -> Response:
        for packing, ending in PACKINGS:
            if request.accept_encodings[packing] and (DIST / (name + ending)).is_file():
                response = send_from_directory(DIST, name + ending)
                response.headers["Content-Encoding"] = packing
                break
        else:
            response = send_from_directory(DIST, name)
        if name.endswith((".br", ".gz")):
            raise NotFound()
        response.mimetype = _media_type(name)
        response.headers["Vary"] = "Accept-Encoding"
        hashed = name in names.values()
        response.headers["Cache-Control"] = (
            "public, max-age=31536000, immutable" if hashed else "public, max-age=3600"
        )
        return response

    app.add_url_rule("/tai-nguyen/<path:name>", "asset", serve)
    app.jinja_env.globals["asset"] = asset


def _media_type(name: str) -> str:
    kinds = {
        "css": "text/css",
        "js": "text/javascript",
        "woff2": "font/woff2",
        "svg": "image/svg+xml",
    }
    kinds |= {
        "png": "image/png",
        "json": "application/json",
        "webmanifest": "application/manifest+json",
    }
    return kinds.get(name.rsplit(".", 1)[-1], "application/octet-stream")
