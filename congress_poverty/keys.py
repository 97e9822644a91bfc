"""Secrets of an embedded installation, made once and kept beside the data."""

import os
import secrets
from pathlib import Path


def local_secret(path: Path) -> str:
    """Return the secret in ``path``, making it (mode 0600) when there is none.

    Two processes may start at once: the file is made exclusively, the loser reads
    what the winner wrote.
    """
    try:
        fd = os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
    except FileExistsError:
        return path.read_text().strip()
    with os.fdopen(fd, "w") as f:
        value = secrets.token_hex(32)
        f.write(value)
    return value
