"""Files lie under keys of our own making, and a key leads nowhere else."""

import pathlib

import pytest

from citizen_app.core.files.storage import FolderStorage, storage_at


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
