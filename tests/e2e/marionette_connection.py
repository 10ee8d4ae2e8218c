"""Translates Selenium's commands to Marionette: `length:[0, id, "WebDriver:Name", {…}]` over a plain socket."""

from __future__ import annotations

import json
import socket
from collections.abc import Mapping
from typing import Any

from selenium.webdriver.remote.client_config import ClientConfig
from selenium.webdriver.remote.remote_connection import RemoteConnection

NAMES = {
    "get": "Navigate",
    "getCurrentUrl": "GetCurrentURL",
    "getTitle": "GetTitle",
    "getPageSource": "GetPageSource",
    "goBack": "Back",
    "goForward": "Forward",
    "refresh": "Refresh",
    "w3cGetCurrentWindowHandle": "GetWindowHandle",
    "w3cGetWindowHandles": "GetWindowHandles",
    "close": "CloseWindow",
    "switchToWindow": "SwitchToWindow",
    "newWindow": "NewWindow",
    "findElement": "FindElement",
    "findElements": "FindElements",
    "findChildElement": "FindElement",
    "findChildElements": "FindElements",
    "w3cGetActiveElement": "GetActiveElement",
    "clickElement": "ElementClick",
    "clearElement": "ElementClear",
    "sendKeysToElement": "ElementSendKeys",
    "getElementText": "GetElementText",
    "getElementTagName": "GetElementTagName",
    "getElementRect": "GetElementRect",
    "getElementProperty": "GetElementProperty",
    "getElementAttribute": "GetElementAttribute",
    "isElementSelected": "IsElementSelected",
    "isElementEnabled": "IsElementEnabled",
    "getElementValueOfCssProperty": "GetElementCSSValue",
    "w3cExecuteScript": "ExecuteScript",
    "w3cExecuteScriptAsync": "ExecuteAsyncScript",
    "getCookies": "GetCookies",
    "addCookie": "AddCookie",
    "deleteCookie": "DeleteCookie",
    "deleteAllCookies": "DeleteAllCookies",
    "w3cDismissAlert": "DismissAlert",
    "w3cAcceptAlert": "AcceptAlert",
    "w3cGetAlertText": "GetAlertText",
    "actions": "PerformActions",
    "clearActionState": "ReleaseActions",
    "screenshot": "TakeScreenshot",
    "setTimeouts": "SetTimeouts",
    "getTimeouts": "GetTimeouts",
    "getWindowRect": "GetWindowRect",
    "setWindowRect": "SetWindowRect",
}
"""Selenium's names and Marionette's, of the commands that the tests use."""

ANSWER_WITHIN = 330.0
"""Seconds; longer than the longest page load that Firefox waits for."""


class MarionetteConnection(RemoteConnection):
    """What Selenium takes for its connection to a driver."""

    browser_name = "firefox"

    def __init__(self, port: int) -> None:
        super().__init__(client_config=ClientConfig("http://127.0.0.1:0"))  # never dialled
        self._last_id = 0
        self._socket = socket.create_connection(("127.0.0.1", port), 30)
        self._socket.settimeout(ANSWER_WITHIN)
        self._file = self._socket.makefile("rb")
        self._receive()  # a greeting

    def execute(self, command: str, params: dict[str, Any]) -> dict[str, Any]:
        """Run one command. Raises `KeyError` with the name of one that is not translated yet."""
        given = {key: value for key, value in (params or {}).items() if key != "sessionId"}
        error, result = self._ask(*_translated(command, given))
        if error:
            return {"status": 500, "value": json.dumps({"value": error})}
        if isinstance(result, dict) and set(result) == {"value"}:
            result = result["value"]
        return {"status": 0, "value": result}

    def close(self) -> None:
        self._file.close()
        self._socket.close()

    def _ask(self, name: str, params: Mapping[str, Any]) -> tuple[Any, Any]:
        self._last_id += 1
        data = json.dumps([0, self._last_id, name, params]).encode()
        self._socket.sendall(b"%d:%s" % (len(data), data))
        while True:
            kind, number, error, result = self._receive()
            if (kind, number) == (1, self._last_id):
                return error, result

    def _receive(self) -> Any:
        size = b""
        while not size.endswith(b":"):
            char = self._file.read(1)
            if not char:
                raise ConnectionError("Firefox closed the Marionette connection")
            size += char
        return json.loads(self._file.read(int(size[:-1])))


def _translated(command: str, given: dict[str, Any]) -> tuple[str, dict[str, Any]]:
    """Marionette's name of a command, and its parameters where they differ."""
    if command == "newSession":
        wanted = given["capabilities"]["alwaysMatch"]
        foreign = ("browserName", "moz:firefoxOptions", "moz:debuggerAddress")
        return "WebDriver:NewSession", {key: value for key, value in wanted.items() if key not in foreign}
    if command == "quit":
        return "Marionette:Quit", {"flags": ["eForceQuit"]}
    if command in ("findChildElement", "findChildElements"):
        given["element"] = given.pop("id")
    elif command == "screenshot":
        given = {"full": False, "hash": False}
    return f"WebDriver:{NAMES[command]}", given
