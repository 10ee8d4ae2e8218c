"""`next` leads back into the app, or nowhere."""

from __future__ import annotations

import pytest

from qontak_line.web.next_url import inside

OURS = [
    "/",
    "/inbox",
    "/inbox/",
    "/inbox/42",
    "/inbox?tab=mine&q=caf%C3%A9",
    "/inbox?q=a+b&channel=3",
    "/inbox/7?before=2026-11-23T01:02:03",
    "/integrations/line/new",
    "/profile?from=menu",
    "/team/12",
    "/media/in/a.b-c_d~e.png",
    "/inbox?next=https://example.com",
]

FOREIGN = [
    "//example.com",
    "//example.com/inbox",
    "///example.com",
    "////example.com",
    "/\\example.com",
    "\\/example.com",
    "\\\\example.com",
    "/\\/example.com",
    "/\\\\example.com",
    "\\example.com",
    "https://example.com",
    "http://example.com/inbox",
    "HTTPS://EXAMPLE.COM",
    "https:example.com",
    "https:/example.com",
    "https:///example.com",
    "http:\\\\example.com",
    "javascript:alert(1)",
    "JaVaScRiPt:alert(1)",
    "java\tscript:alert(1)",
    "data:text/html,<script>alert(1)</script>",
    "vbscript:msgbox(1)",
    "file:///etc/passwd",
    "mailto:a@example.com",
    "blob:https://example.com/x",
    "ftp://example.com",
    "example.com",
    "www.example.com/inbox",
    "inbox",
    "./inbox",
    "../inbox",
    ".",
    "?next=/inbox",
    "#inbox",
    "@example.com",
    "/@example.com",
    "/inbox@example.com:80/",
    "https://localhost@example.com",
    "https://example.com\\@localhost",
    "/%2f/example.com",
    "/%2fexample.com",
    "/%2Fexample.com",
    "%2f%2fexample.com",
    "%2F%2Fexample.com",
    "/%5cexample.com",
    "/%5C%5Cexample.com",
    "%5c%5cexample.com",
    "/%252fexample.com",
    "/%09/example.com",
    "/%0d%0aLocation:%20https://example.com",
    "/inbox?q=%0d%0aSet-Cookie:a=b",
    "/inbox?q=%0A",
    "/inbox?q=%00",
    "/inbox?q=%7F",
    "/inbox\r\nLocation: https://example.com",
    "/inbox\nX: y",
    "/\t/example.com",
    "/\n/example.com",
    "/\r/example.com",
    "\t//example.com",
    "\n/inbox",
    " /inbox",
    " //example.com",
    "/ /example.com",
    "/inbox ",
    "/\x00/example.com",
    "/inbox\x00",
    "/\x7f/example.com",
    "/./example.com",
    "/.//example.com",
    "/..//example.com",
    "/../..//example.com",
    "/inbox/..//example.com",
    "/inbox//example.com",
    "/inbox/../../../example.com",
    "/;//example.com",
    "/:80//example.com",
    "/http://example.com",
    "/https:example.com",
    "/\u2044example.com",
    "/\uff0fexample.com",
    "\uff0f\uff0fexample.com",
    "/\uff3cexample.com",
    "/\u3002example.com",
    "/\u202e/example.com",
    "/\u00a0/example.com",
    "/\u2028/example.com",
    "/\ufeff/example.com",
    "\ufeff//example.com",
    "/inbox?q=\\example.com",
    "/inbox#//example.com",
    "/<script>",
    '/"onmouseover="alert(1)',
    "/login",
    "/login?next=/login",
    "/logout",
    "/setup",
    "/language",
    "/" + "a" * 2000,
    "",
]


@pytest.mark.parametrize("value", OURS)
def test_an_address_of_ours_passes_as_it_is(value: str) -> None:
    assert inside(value) == value


@pytest.mark.parametrize("value", FOREIGN)
def test_anything_else_does_not(value: str) -> None:
    assert inside(value) is None


def test_no_value_is_no_address() -> None:
    assert inside(None) is None
