"""The phone in a browser: what a page must be like, and a connection as in a village."""

from __future__ import annotations

import random
import re
import socket
import threading
from contextlib import contextmanager, suppress
from pathlib import Path

_PAGE = "<!doctype html><title>免费上网</title><p>请先看广告".encode()
PORTAL = (
    b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\nConnection: close\r\n"
    b"Content-Length: %d\r\n\r\n%b" % (len(_PAGE), _PAGE)
)


# ---- what every page must be like ----------------------------------------------------------

WIDER = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
# Labels count for the inputs they cover.
SMALL = """(least) => [
    ...document.querySelectorAll("a, button, summary, .chips label, .cam, textarea, .field")]
  .filter((one) => one.offsetParent !== null || one.closest(".tabs, .save"))
  .map((one) => [one.textContent.trim() || one.tagName, one.getBoundingClientRect()])
  .filter(([, box]) => box.width && (box.height < least - 0.5 || box.width < least - 0.5))
  .map(([words, box]) => `${words} ${Math.round(box.width)}×${Math.round(box.height)}`)"""

AXE = Path(__file__).parents[1] / "vendor" / "axe" / "axe.min.js"
# What a person of 70 stumbles over; what axe calls minor or moderate is read, not enforced.
ASK_AXE = """async () => {
  const rules = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"];
  const { violations } = await axe.run(document, { runOnly: rules });
  return violations.filter((one) => ["serious", "critical"].includes(one.impact))
    .map((one) => `${one.id}: ${one.nodes.map((node) => node.target.join(" ")).slice(0, 3).join("; ")}`);
}"""


def look_over(page, where: str, least: int) -> list[str]:
    """Everything wrong with the page that is shown: too wide, too small to hit, not for everybody."""
    found = [f"{where}: too wide"] if page.evaluate(WIDER) > 0 else []
    found += [f"{where}: too small: {words}" for words in page.evaluate(SMALL, least)]
    if not page.evaluate("Boolean(window.axe)"):
        page.evaluate(AXE.read_text(encoding="utf-8"))
    return found + [f"{where}: {words}" for words in page.evaluate(ASK_AXE)]


# ---- the connection ------------------------------------------------------------------------


class BadProxy:
    """Passes bytes on to ``target`` and spoils some connections; ``calm`` stops that."""

    def __init__(self, target: tuple[str, int], seed: int):
        self.target, self.random = target, random.Random(seed)
        self.calm = False
        self.spoilt = {"cut": 0, "lost": 0, "portal": 0}
        self.server = socket.create_server(("127.0.0.1", 0))
        self.port = self.server.getsockname()[1]
        threading.Thread(target=self._serve, daemon=True).start()

    def _serve(self):
        with suppress(OSError):
            while True:
                near, _ = self.server.accept()
                threading.Thread(target=self._pass, args=(near,), daemon=True).start()

    def _pass(self, near: socket.socket):
        """One request a connection: what is done to it is decided when it has come in."""
        with near, suppress(OSError):
            near.settimeout(20)
            request = self._request(near)
            handing_in = request.startswith(b"POST /m/")
            how = "" if self.calm or not handing_in else self.random.choice(["", "cut", "lost", "portal"])
            if how:
                self.spoilt[how] += 1
            if how == "portal":
                near.sendall(PORTAL)
                return
            if how == "cut" and self.random.random() < 0.5:  # on the way there
                request = request[: self.random.randrange(1, len(request))]
            answer = self._ask(request)
            if how == "lost":  # it arrived and was done; nobody hears of it
                return
            if how == "cut":  # on the way back
                answer = answer[: self.random.randrange(len(answer) or 1)]
            near.sendall(answer)

    @staticmethod
    def _request(near: socket.socket) -> bytes:
        data = b""
        while b"\r\n\r\n" not in data:
            data += near.recv(65536) or b"\r\n\r\n"
        head, body = data.split(b"\r\n\r\n", 1)
        length = re.search(rb"(?i)\r\ncontent-length: *(\d+)", head)
        while length and len(body) < int(length[1]):
            more = near.recv(65536)
            if not more:
                break
            body += more
        head = re.sub(rb"(?i)\r\nconnection:[^\r]*", b"", head) + b"\r\nConnection: close"
        return head + b"\r\n\r\n" + body

    def _ask(self, request: bytes) -> bytes:
        answer = b""
        with socket.create_connection(self.target, timeout=20) as far, suppress(OSError):
            far.sendall(request)
            far.shutdown(socket.SHUT_WR)
            while data := far.recv(65536):
                answer += data
        return answer

    def close(self):
        self.server.close()


@contextmanager
def bad_proxy(live_server, seed: int):
    proxy = BadProxy((live_server.thread.host, live_server.thread.port), seed)
    try:
        yield proxy
    finally:
        proxy.close()
