"""The pictures of the README, taken from the running demo: ``make screenshots`` beside ``make demo``."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

from tests.selection import chromium

IMAGES = Path(__file__).resolve().parents[2] / "docs" / "images"
PASSWORD = "lingbi-demo-2026"  # as manage.py demo_accounts prints it
DESK, PHONE = {"width": 1440, "height": 900}, {"width": 390, "height": 844}


def sign_in(page: Page, base: str, username: str) -> None:
    page.goto(f"{base}/login/")
    page.get_by_label("用户名或手机号").fill(username)
    page.get_by_label("密码").fill(PASSWORD)
    page.get_by_role("button", name="登录").click()
    page.locator("nav.menu-all").wait_for(state="attached")


def board(page: Page, base: str) -> None:
    """What a leader of the standing committee sees."""
    sign_in(page, base, "lingdao")
    page.goto(f"{base}/dashboard/")
    page.wait_for_timeout(1500)  # the charts draw themselves


def household(page: Page, base: str) -> None:
    """One household's ledger, as the township's clerk sees it."""
    sign_in(page, base, "ganshi")
    page.goto(f"{base}/visits/")
    page.locator("main table tbody a").first.click()
    page.get_by_role("link", name="户").last.click()
    page.get_by_role("heading", name="家庭成员").wait_for()


def visit(page: Page, base: str) -> None:
    """A deputy writes a visit down on the phone."""
    sign_in(page, base, "daibiao")
    page.goto(f"{base}/visits/new/")
    page.get_by_text("看病就医", exact=True).click()


PICTURES = (("board", DESK, board), ("household", DESK, household), ("visit", PHONE, visit))


def main(base: str) -> None:
    IMAGES.mkdir(exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=chromium(),
            args=["--lang=zh-CN", "--disable-gpu", "--disable-dev-shm-usage"],
            env={**os.environ, "LANGUAGE": "zh_CN", "LANG": "zh_CN.UTF-8"},
        )
        for name, size, picture in PICTURES:
            context = browser.new_context(viewport=size, locale="zh-CN", timezone_id="Asia/Shanghai")
            page = context.new_page()
            picture(page, base)
            page.screenshot(path=IMAGES / f"{name}.png")
            context.close()
        browser.close()


if __name__ == "__main__":
    main(sys.argv[1].rstrip("/") if len(sys.argv) > 1 else "http://127.0.0.1:8000")
