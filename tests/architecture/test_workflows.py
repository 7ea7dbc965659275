"""The tables of steps are whole: every state is reached and named, every step has its event."""

import importlib
import re
from types import ModuleType

import pytest
from flask import Flask

from citizen_app.core.db import db
from citizen_app.core.events import KINDS
from citizen_app.permissions import Permission
from config import ROOT


def workflows() -> list[ModuleType]:
    paths = sorted((ROOT / "citizen_app").glob("*/workflow*.py"))
    names = [f"citizen_app.{path.parent.name}.{path.stem}" for path in paths]
    return [importlib.import_module(name) for name in names if "core" not in name]


each_workflow = pytest.mark.parametrize("workflow", workflows(), ids=lambda w: w.__name__)


@pytest.fixture(autouse=True)
def registered(app: Flask) -> None:
    """Kinds of events register themselves when the application is made."""


@each_workflow
def test_every_state_has_a_name_and_a_way_to_it(workflow: ModuleType) -> None:
    states = set(workflow.State)
    assert set(workflow.STATE_LABELS) == states
    starts = getattr(workflow, "STARTS", {next(iter(workflow.State))})
    reached = {step.target for step in workflow.machine.transitions.values()} | starts
    assert reached - {None} == states  # a step without a target leaves the thing where it is


@each_workflow
def test_every_step_goes_between_states_and_says_what_it_does(workflow: ModuleType) -> None:
    for step in workflow.machine.transitions.values():
        assert step.sources, step.name
        assert step.sources <= set(workflow.State), step.name
        assert step.target is None or step.target in set(workflow.State), step.name
        assert str(step.label), step.name


@each_workflow
def test_every_step_is_recorded_and_guarded(workflow: ModuleType) -> None:
    for step in workflow.machine.transitions.values():
        assert step.event in KINDS, f"{step.name}: no event {step.event}"
        assert step.permission in set(Permission) | {None}, step.name
        assert step.permission or step.guard, f"{step.name}: anybody may take this step"


@each_workflow
def test_the_database_knows_the_same_states(workflow: ModuleType) -> None:
    states = {str(state) for state in workflow.State}
    checks = [
        set(re.findall(r"'(\w+)'", str(constraint.sqltext)))
        for table in db.metadata.tables.values()
        for constraint in table.constraints
        if str(constraint.name).endswith("_state")
    ]
    assert states in checks, f"no CHECK constraint lists the states of {workflow.__name__}"


def test_there_is_a_workflow() -> None:
    assert workflows()
