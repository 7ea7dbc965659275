"""The diagram in the docs is the table of the code."""

from flask import Flask

from citizen_app.feedback.diagram import workflow_diagram
from config import ROOT


def test_the_diagram_in_the_docs_is_fresh(app: Flask) -> None:
    assert workflow_diagram() == (ROOT / "docs" / "report-workflow.md").read_text("utf-8")
