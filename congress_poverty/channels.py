"""Ways out of the building: what an SMS gateway must be able to do, a file that stands for one, e-mail.

``settings.CHANNELS`` names a class for each channel. A county's gateway is a class with
``send``; it is given the name of the message (``key``) and should hand it on, so that the
gateway itself refuses a second copy.
"""

from __future__ import annotations

import json
from pathlib import Path
from smtplib import SMTPException, SMTPRecipientsRefused
from typing import Protocol

from django.conf import settings
from django.core.mail import EmailMessage
from django.utils.module_loading import import_string

SUBJECT = 40  # characters of a message that stand in the subject


class Undelivered(Exception):
    """It did not go out; ``is_final`` where trying again is no use. The words stand in the log."""

    def __init__(self, why: str, *, is_final: bool = False):
        super().__init__(why)
        self.why = why
        self.is_final = is_final


class Outlet(Protocol):
    """A channel."""

    def send(self, *, key: str, address: str, text: str) -> None:
        """Hand over one message; the same ``key`` again must not send again. Raises ``Undelivered``."""


class FileGateway:
    """Stands for an SMS gateway where there is none: one file a message under ``var/outbox/sms``."""

    def __init__(self, folder: Path | None = None):
        self.folder = folder or settings.VAR / "outbox" / "sms"

    def send(self, *, key: str, address: str, text: str) -> None:
        self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        path = self.folder / f"{key}.json"
        try:
            with path.open("x", encoding="utf-8") as file:
                json.dump({"to": address, "text": text}, file, ensure_ascii=False)
        except FileExistsError:
            return  # sent before the worker that sent it could say so
        except OSError as error:
            raise Undelivered(f"写不进文件夹：{error.strerror}") from error


class Email:
    """Through ``EMAIL_URL``; without it into ``var/outbox/email``.

    SMTP knows no key: a worker killed between the server's answer and our note of it sends twice.
    The message's own id is the key, by which mail programs show it once.
    """

    def send(self, *, key: str, address: str, text: str) -> None:
        subject = text if len(text) <= SUBJECT else f"{text[: SUBJECT - 1]}…"
        mail = EmailMessage(
            subject.replace("\n", " "),
            text,
            to=[address],
            headers={"Message-ID": f"<{key}@{settings.EMAIL_DOMAIN}>"},
        )
        try:
            mail.send()
        except SMTPRecipientsRefused as error:
            raise Undelivered("对方邮箱拒收", is_final=True) from error
        except (SMTPException, OSError) as error:
            raise Undelivered(f"邮件服务器：{type(error).__name__}") from error


def outlet(channel: str) -> Outlet:
    """The way out that the installation has for the channel."""
    return import_string(settings.CHANNELS[channel])()
