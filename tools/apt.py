"""Install a Debian package where that is allowed (root, with apt-get)."""

import os
import shutil
import subprocess
import sys


def install(package: str) -> bool:
    """True when the package is there afterwards. What apt-get says goes to the error output."""
    if not shutil.which("apt-get") or os.geteuid() != 0:
        return False
    print(f"Installing {package} with apt-get", file=sys.stderr, flush=True)
    environment = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    for command in (
        ["apt-get", "update", "-qq"],
        ["apt-get", "install", "-y", "-qq", "--no-install-recommends", package],
    ):
        result = subprocess.run(
            command, env=environment, stdin=subprocess.DEVNULL, stdout=sys.stderr, check=False
        )
    return result.returncode == 0
