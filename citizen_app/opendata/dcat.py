"""The catalogue for machines: DCAT-AP 3 as JSON-LD, one dataset each with a distribution for each format."""

from __future__ import annotations

from typing import Any

from citizen_app.opendata.dictionary import DICTIONARY, RULES, Dataset, Words
from citizen_app.opendata.store import Version

MEDIA_TYPES = {
    "csv": "text/csv",
    "json": "application/json",
    "parquet": "application/vnd.apache.parquet",
    "zip": "application/zip",
    "py": "text/x-python",
}
EU_FILE_TYPES = "http://publications.europa.eu/resource/authority/file-type/"
FILE_TYPES = {"csv": "CSV", "json": "JSON", "parquet": "PARQUET"}
DAILY = "http://publications.europa.eu/resource/authority/frequency/DAILY"
IANA = "https://www.iana.org/assignments/media-types/"
CONTEXT = {
    "dcat": "http://www.w3.org/ns/dcat#",
    "dct": "http://purl.org/dc/terms/",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "spdx": "http://spdx.org/rdf/terms#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}


def media_type(name: str) -> str:
    """Return the media type of a file."""
    return MEDIA_TYPES.get(name.rpartition(".")[2], "application/octet-stream")


def catalogue(version: Version, page: str) -> dict[str, Any]:
    """Return the whole catalogue of a version; `page` is the address of the open data page."""
    publisher = {"@type": "foaf:Agent", "foaf:name": _both(RULES.publisher)}
    common = {
        "dct:publisher": publisher,
        "dct:license": {"@id": RULES.licence["url"]},
        "dct:issued": _date(version.name),
    }
    return {
        "@context": CONTEXT,
        "@id": page,
        "@type": "dcat:Catalog",
        "dct:title": _both(Words("Dữ liệu mở của các phường", "Open data of the wards")),
        "dct:description": _both(
            Words(
                "Phản ánh, câu trả lời, đối thoại, cam kết và chỉ số, không có dữ liệu cá nhân.",
                "Cases, answers, dialogues, commitments and indicators, without personal data.",
            )
        ),
        "foaf:homepage": {"@id": page},
        "dct:language": ["vi", "en"],
        **common,
        "dcat:dataset": [
            _dataset(one, version, page, common) for one in DICTIONARY.datasets.values()
        ],
    }


def _dataset(
    dataset: Dataset, version: Version, page: str, common: dict[str, Any]
) -> dict[str, Any]:
    here = f"{page}/{version.name}/{dataset.name}"
    return {
        "@id": here,
        "@type": "dcat:Dataset",
        "dct:identifier": dataset.name,
        "dct:title": _both(dataset.title),
        "dct:description": _both(dataset.about),
        "dct:accrualPeriodicity": {"@id": DAILY},
        "dct:spatial": [
            {"@type": "dct:Location", "dct:identifier": code} for code in version.wards
        ],
        "dcat:version": version.name,
        "dcat:landingPage": {"@id": page},
        "foaf:page": {"@id": f"{page}/tu-dien#{dataset.name}"},
        **common,
        "dcat:distribution": [
            _distribution(entry, version, page) for entry in version.of(dataset.name).values()
        ],
    }


def _distribution(entry: dict[str, Any], version: Version, page: str) -> dict[str, Any]:
    url = f"{page}/{version.name}/{entry['name']}"
    return {
        "@id": url,
        "@type": "dcat:Distribution",
        "dcat:accessURL": {"@id": page},
        "dcat:downloadURL": {"@id": url},
        "dcat:mediaType": {"@id": IANA + media_type(entry["name"])},
        "dct:format": {"@id": EU_FILE_TYPES + FILE_TYPES[entry["format"]]},
        "dct:license": {"@id": RULES.licence["url"]},
        "dcat:byteSize": {"@value": str(entry["bytes"]), "@type": "xsd:nonNegativeInteger"},
        "spdx:checksum": {
            "@type": "spdx:Checksum",
            "spdx:algorithm": {"@id": "spdx:checksumAlgorithm_sha256"},
            "spdx:checksumValue": {"@value": entry["sha256"], "@type": "xsd:hexBinary"},
        },
    }


def _both(words: Words) -> list[dict[str, str]]:
    return [
        {"@value": words.vi, "@language": "vi"},
        {"@value": words.en, "@language": "en"},
    ]


def _date(day: str) -> dict[str, str]:
    return {"@value": day, "@type": "xsd:date"}
