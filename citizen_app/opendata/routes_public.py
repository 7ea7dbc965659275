"""The open data for everyone: what there is, what the columns mean, and the files themselves."""

from __future__ import annotations

from typing import Any

from flask import (
    Blueprint,
    Response,
    abort,
    current_app,
    redirect,
    render_template,
    request,
    send_file,
    url_for,
)

from citizen_app.core.access import public
from citizen_app.core.i18n import language
from citizen_app.core.web.page_cache import cached_page_by
from citizen_app.metrics.suppression import HELD, LEAST
from citizen_app.opendata import dcat, store
from citizen_app.opendata.bundle import program
from citizen_app.opendata.dictionary import DICTIONARY, RULES
from citizen_app.wards.queries import list_open_wards

bp = Blueprint("opendata", __name__, template_folder="templates", url_prefix="/du-lieu-mo")
NEWEST = "moi-nhat"
# A version's files never change.
FOR_EVER = 31536000
HOUR = 3600


@bp.get("")
@public
@cached_page_by(store.names)
def index() -> Any:
    """Show the newest version: all wards, or the one that was asked for."""
    version = store.newest()
    if version is None:
        return render_template("opendata/nothing.html", ward=None)
    return _page(version)


@bp.get("/<string:version>")
@public
@cached_page_by(store.names)
def show(version: str) -> Any:
    """Show one version."""
    return _page(store.find(version) or abort(404))


def _page(version: store.Version) -> str:
    asked = request.args.get("phuong", "")
    chosen = asked if asked in version.wards else ""
    names = [(one.code, one.full_name) for one in list_open_wards() if one.code in version.wards]
    return render_template(
        "opendata/index.html",
        ward=None,
        version=version,
        is_newest=version.name == store.names()[0],
        versions=store.names(),
        datasets=[
            (one, found)
            for one in DICTIONARY.datasets.values()
            if (found := version.of(one.name, chosen))
        ],
        wards=names,
        chosen=chosen,
        chosen_name=dict(names).get(chosen, ""),
        rules=RULES,
        least=LEAST,
        held=sorted(HELD),
        said=_said,
    )


def _said(words: Any) -> str:
    return str(words.said(language()))


@bp.get("/tu-dien")
@public
@cached_page_by(store.names)
def dictionary() -> Any:
    """Show what each column means."""
    return render_template("opendata/dictionary.html", ward=None, dictionary=DICTIONARY, said=_said)


@bp.get("/dcat.jsonld")
@public
@cached_page_by(store.names)
def catalogue() -> Any:
    """Give the newest version to machines that collect catalogues."""
    version = store.newest() or abort(404)
    found = dcat.catalogue(version, _site() + url_for("opendata.index"))
    return Response(current_app.json.dumps(found), content_type="application/ld+json")


@bp.get("/recompute.py")
@public
def recompute() -> Any:
    """Give the program with which anybody recomputes the figures."""
    response = Response(program(), content_type="text/x-python; charset=utf-8")
    response.headers["Content-Disposition"] = "attachment; filename=recompute.py"
    response.headers["Cache-Control"] = f"public, max-age={HOUR}"
    response.headers["X-Robots-Tag"] = "noindex"
    response.add_etag()
    return response.make_conditional(request)


@bp.get("/<string:version>/<path:name>")
@public
def file(version: str, name: str) -> Any:
    """Give a file of a version: whole, or the part that was asked for; nothing that the manifest lacks."""
    if version == NEWEST:
        return _newest(name)
    found = store.find(version) or abort(404)
    if name == store.MANIFEST:
        return _sent(found, {"name": name}, f"langnghe-{version}-{name}")
    entry = found.entry(name) or abort(404)
    return _sent(found, entry, _name_for_people(version, entry))


def _newest(name: str) -> Any:
    """Lead from an address that stays to the newest version of a file."""
    found = store.newest() or abort(404)
    if name != store.MANIFEST and found.entry(name) is None and name != "langnghe.zip":
        abort(404)
    wanted = found.zip["name"] if name == "langnghe.zip" else name
    response = redirect(url_for("opendata.file", version=found.name, name=wanted))
    response.headers["Cache-Control"] = "no-cache"
    return response


def _sent(version: store.Version, entry: dict[str, Any], called: str) -> Response:
    if entry.get("sha256") and request.if_none_match.contains_weak(entry["sha256"]):
        response = Response(status=304)  # before the file is opened
        response.set_etag(entry["sha256"])
        return response
    response = send_file(
        version.folder / entry["name"],
        mimetype=dcat.media_type(entry["name"]),
        as_attachment=True,
        download_name=called,
        etag=entry.get("sha256", True),
        max_age=FOR_EVER,
    )
    response.headers["X-Robots-Tag"] = "noindex"
    response.headers["Access-Control-Allow-Origin"] = "*"
    return response


def _name_for_people(version: str, entry: dict[str, Any]) -> str:
    name = entry["name"]
    if "dataset" not in entry:
        return str(name)
    where = entry["ward"] or "all"
    return f"langnghe-{where}-{entry['dataset']}-{version}.{entry['format']}"


def _site() -> str:
    return str(current_app.extensions["settings"].public_url)
