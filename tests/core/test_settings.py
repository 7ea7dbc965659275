"""The address that mails, slips and posters carry."""

import dataclasses
import logging
import pathlib

import pytest

from citizen_app import create_app
from config import Settings, SettingsError

KEY = {"SECRET_KEY": "only-for-tests-and-long-enough-to-pass"}


def settings_of(folder: pathlib.Path, **env: str) -> Settings:
    return Settings.from_environment({**KEY, "INSTANCE_DIR": str(folder), **env})


@pytest.mark.parametrize(
    "env, url",
    [
        ({}, "http://127.0.0.1:8000"),
        ({"PORT": "8001"}, "http://127.0.0.1:8000"),
        ({"PORT": "8001", "DEMO_MODE": "1"}, "http://127.0.0.1:8001"),
        ({"PORT": "8001", "FLASK_DEBUG": "1"}, "http://127.0.0.1:8001"),
        ({"PORT": "8001", "DEMO_MODE": "1", "PUBLIC_URL": "https://a.vn/"}, "https://a.vn"),
    ],
)
def test_the_public_address_follows_the_port_only_while_trying_out(
    tmp_path: pathlib.Path, env: dict[str, str], url: str
) -> None:
    assert settings_of(tmp_path, **env).public_url == url


def test_a_port_that_is_no_number_stops_the_start(tmp_path: pathlib.Path) -> None:
    with pytest.raises(SettingsError, match="PORT"):
        settings_of(tmp_path, PORT="web", DEMO_MODE="1")


@pytest.mark.parametrize("name", ["DATABASE_URL", "REDIS_URL", "MAIL_URL", "SMS_URL", "ZALO_URL"])
def test_no_message_and_no_print_of_the_settings_holds_a_password(
    tmp_path: pathlib.Path, name: str
) -> None:
    good = {
        "DATABASE_URL": "postgresql://lan:bi-mat@host/ln",
        "REDIS_URL": "redis://:bi-mat@host",
        "MAIL_URL": "smtp://lan:bi-mat@host:587",
    }
    settings = settings_of(tmp_path, **{name: good.get(name, "https://lan:bi-mat@host/sms")})
    assert "bi-mat" not in repr(settings)
    with pytest.raises(SettingsError, match=name) as caught:
        settings_of(tmp_path, **{name: "gopher://lan:bi-mat@host"})
    assert "gopher" in str(caught.value) and "bi-mat" not in str(caught.value)


@pytest.mark.parametrize(
    "env, warned",
    [
        ({}, True),
        ({"PUBLIC_URL": "http://localhost:5000"}, True),
        ({"PUBLIC_URL": "https://phananh.vidu.vn"}, False),
        ({"DEMO_MODE": "1"}, False),
    ],
)
def test_a_real_installation_that_only_this_machine_can_open_is_warned_of(
    tmp_path: pathlib.Path, caplog: pytest.LogCaptureFixture, env: dict[str, str], warned: bool
) -> None:
    settings = settings_of(tmp_path, **env)
    with caplog.at_level(logging.WARNING):
        create_app(settings)
    assert ("PUBLIC_URL" in caplog.text) is warned
    caplog.clear()
    create_app(dataclasses.replace(settings, testing=True))
    assert "PUBLIC_URL" not in caplog.text
