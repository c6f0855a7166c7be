"""A real browser before a live server with a small guild."""

import os
import shutil
import threading
from collections.abc import Iterator

import pytest
from django.utils import timezone
from selenium import webdriver
from selenium.common.exceptions import NoSuchElementException, StaleElementReferenceException
from selenium.webdriver.chrome.options import Options
from selenium.webdriver.chrome.service import Service
from selenium.webdriver.support.ui import WebDriverWait

from tests.factories.characters import UserCharacterFactory, UserFactory
from tests.pages.demo import NAMES, demo_guild

ARGUMENTS = ("--headless=new", "--no-sandbox", "--disable-dev-shm-usage", "--hide-scrollbars", "--lang=en-US")
WIDE, NARROW = (1280, 900), (360, 740)


class Browser:
    """The driver with the few things that tests say often."""

    def __init__(self, driver: webdriver.Chrome, address: str) -> None:
        self.driver = driver
        self.address = address

    def open(self, path: str) -> None:
        self.driver.get(self.address + path)

    def find(self, selector: str):
        return self.driver.find_element("css selector", selector)

    def all(self, selector: str):
        return self.driver.find_elements("css selector", selector)

    def run(self, script: str, *arguments):
        return self.driver.execute_script(script, *arguments)

    def until(self, condition, seconds: float = 8):
        swapped = (StaleElementReferenceException, NoSuchElementException)
        return WebDriverWait(self.driver, seconds, 0.05, swapped).until(lambda _: condition())

    def focused(self) -> str:
        return self.run("return document.activeElement.outerHTML.slice(0, 300)")

    def resize(self, width: int, height: int) -> None:
        metrics = {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": width < 500}
        self.driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", metrics)

    def prefer(self, **features: str) -> None:
        wanted = [{"name": name.replace("_", "-"), "value": value} for name, value in features.items()]
        self.driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": wanted})

    def scripts(self, are_on: bool) -> None:
        self.driver.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": not are_on})

    def complaints(self) -> list[str]:
        """Return what the console complains about since the last time."""
        return [entry["message"] for entry in self.driver.get_log("browser") if entry["level"] != "INFO"]


@pytest.fixture(scope="session")
def driver(live_server) -> Iterator[webdriver.Chrome]:
    """A browser that ends before the server does: what it leaves open, the server must still be able to close."""
    options = Options()
    options.binary_location = os.environ.get("CHROMIUM", shutil.which("chromium") or "")
    for argument in ARGUMENTS:
        options.add_argument(argument)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
    driver = webdriver.Chrome(options=options, service=Service(shutil.which("chromedriver")))
    driver.set_page_load_timeout(30)
    yield driver
    driver.quit()
    for thread in threading.enumerate():
        # Only those that answer for this server: other tests' servers may keep idle connections open.
        if getattr(getattr(thread, "_target", None), "__self__", None) is live_server.thread.httpd:
            thread.join(timeout=5)


@pytest.fixture
def browser(driver, live_server) -> Iterator[Browser]:
    browser = Browser(driver, live_server.url)
    browser.resize(*WIDE)
    browser.prefer(prefers_color_scheme="light")
    browser.scripts(True)
    browser.complaints()
    yield browser
    driver.delete_all_cookies()
    driver.get("about:blank")


@pytest.fixture
def demo(transactional_db):
    """The demo guild with its first nine characters, as of now: the browser has a clock of its own."""
    return demo_guild(timezone.now(), people=NAMES[:9])


@pytest.fixture
def operator(demo, client, browser):
    """An operator who is signed in in the browser, with two characters."""
    operator = UserFactory(username="operator", is_staff=True, is_superuser=True)
    for position, character in enumerate(demo.characters[:2]):
        UserCharacterFactory(user=operator, character=character, position=position)
    client.force_login(operator)
    browser.open("/accounts/login/")
    browser.driver.add_cookie({"name": "sessionid", "value": client.cookies["sessionid"].value})
    return operator
