"""Trying the site out makes a key of its own, once, that nobody else on the machine may read."""

import os
import pathlib
import stat
import threading

import config


def make_key(folder: pathlib.Path) -> str:
    return config.secret_key({}, folder, throwaway=True)


def test_a_new_key_is_readable_by_its_owner_only_and_stays(tmp_path: pathlib.Path) -> None:
    old = os.umask(0)
    try:
        key = make_key(tmp_path)
    finally:
        os.umask(old)
    assert len(key) >= 32
    assert make_key(tmp_path) == key
    (file,) = tmp_path.iterdir()  # and nothing half-made beside it
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_several_that_start_at_once_get_the_same_key(tmp_path: pathlib.Path) -> None:
    barrier, keys = threading.Barrier(8), []

    def start() -> None:
        barrier.wait(10)
        keys.append(make_key(tmp_path))

    threads = [threading.Thread(target=start) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(10)
    assert len(keys) == 8
    assert len(set(keys)) == 1
