"""Files lie under keys of our own making, and a key leads nowhere else."""

import datetime as dt
import errno
import os
import pathlib

import pytest
from flask import Flask
from sqlalchemy import select

from citizen_app.core import clock, jobs
from citizen_app.core.db import db, transaction
from citizen_app.core.files import attachments
from citizen_app.core.files.attachments import attach_photos, remove_attachments
from citizen_app.core.files.images import CleanPhoto
from citizen_app.core.files.models import Attachment, AttachmentKind
from citizen_app.core.files.storage import FolderStorage, StorageFull, storage_at
from citizen_app.wards.models import Ward

PHOTO = CleanPhoto(b"large", b"small", 4, 3)


@pytest.fixture
def storage(tmp_path: pathlib.Path) -> FolderStorage:
    return FolderStorage(tmp_path / "files")


def test_bytes_come_back_under_a_random_key(storage: FolderStorage) -> None:
    first, second = storage.save(b"mot"), storage.save(b"mot")
    assert first != second
    assert storage.load(first) == storage.load(second) == b"mot"
    assert not list(storage.folder.rglob("*.part"))


@pytest.mark.parametrize(
    "key",
    [
        "../secret",
        "/etc/passwd",
        "aa/../../secret",
        "",
        "aa/" + "A" * 40,
        "aa/" + "0" * 40 + "\n",
        "aa/" + "0" * 40 + "/../../x",
    ],
)
def test_a_key_that_is_none_of_ours_opens_nothing(storage: FolderStorage, key: str) -> None:
    for use in (storage.load, storage.delete):
        with pytest.raises(ValueError, match="not a storage key"):
            use(key)


def test_deleted_bytes_are_gone_and_deleting_twice_is_no_error(storage: FolderStorage) -> None:
    key = storage.save(b"mot")
    storage.delete(key)
    storage.delete(key)
    with pytest.raises(FileNotFoundError):
        storage.load(key)


def test_the_folder_is_the_one_that_the_setting_names(tmp_path: pathlib.Path) -> None:
    key = storage_at(f"file://{tmp_path}/t%E1%BB%87p").save(b"x")
    assert (tmp_path / "tệp" / key).read_bytes() == b"x"


@pytest.mark.parametrize(
    "number, raised",
    [(errno.ENOSPC, StorageFull), (errno.EDQUOT, StorageFull), (errno.EIO, OSError)],
)
def test_a_full_disk_is_told_and_leaves_no_half_file(
    storage: FolderStorage,
    monkeypatch: pytest.MonkeyPatch,
    number: int,
    raised: type[Exception],
) -> None:
    def fail(_descriptor: int) -> None:
        raise OSError(number, "no")

    monkeypatch.setattr(os, "fsync", fail)
    with pytest.raises(raised):
        storage.save(b"mot")
    assert not [path for path in storage.folder.rglob("*") if path.is_file()]
    assert StorageFull.status == 503


def attach(ward: Ward) -> list[str]:
    added = attach_photos(ward, [PHOTO], AttachmentKind.PHOTO, is_public=False)
    return [key for attachment in added for key in (attachment.large_key, attachment.small_key)]


def kept() -> set[str]:
    return set(attachments.storage().keys_before(clock.now() + dt.timedelta(minutes=1)))


def test_bytes_that_cannot_be_removed_undo_nothing(
    app: Flask, ward: Ward, monkeypatch: pytest.MonkeyPatch
) -> None:
    with transaction():
        attach(ward)
    tried = []

    def fail(_storage: FolderStorage, key: str) -> None:
        tried.append(key)
        raise PermissionError

    with monkeypatch.context() as patch:
        patch.setattr(FolderStorage, "delete", fail)
        with transaction():
            remove_attachments(ward)
    assert len(tried) == 2  # the second size is tried although the first failed
    assert db.session.scalars(select(Attachment)).all() == []


def test_bytes_of_what_was_undone_go_after_a_day_and_no_others(app: Flask, ward: Ward) -> None:
    remove_orphans, _when = jobs.SCHEDULE["core.files.attachments.remove_orphans"]
    with transaction():
        named = set(attach(ward))
    orphans = set(attach(ward))
    db.session.rollback()
    remove_orphans()
    assert kept() == named | orphans  # a request may still be at work with them
    with clock.at(clock.now() + dt.timedelta(hours=25)):
        remove_orphans()
    assert kept() == named
