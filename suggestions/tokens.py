"""No log line holds the token of a link: who reads logs could act for a unit."""

import logging
import re

_TOKEN = re.compile(r"/u/[^/\s]+")


class HideTokens(logging.Filter):
    """Writes ``/u/…`` for an address that holds a token."""

    def filter(self, record: logging.LogRecord) -> bool:
        text = record.getMessage()
        hidden = _TOKEN.sub("/u/…", text)
        if hidden != text:
            record.msg, record.args = hidden, ()
        return True
