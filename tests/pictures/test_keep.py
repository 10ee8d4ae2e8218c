"""A picture is fetched within bounds, drawn anew, kept once, and shown to its own organization alone."""

from __future__ import annotations

import io
import socket
import struct
import time
import zlib
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from PIL import Image
from sqlalchemy import func, select

from qontak_line.actions import pictures
from qontak_line.actions.pictures.address import Target, target_of
from qontak_line.actions.pictures.fetch import MOST_BYTES, NotFetched, fetch
from qontak_line.actions.pictures.shrink import NotAPicture, shrink
from qontak_line.config import Settings
from qontak_line.db import db, transaction
from qontak_line.media_store import Folder, media_store, new_key
from qontak_line.models import Channel, Picture
from tests.factories import Cast, make_channel, make_conversation
from tests.pictures.hosts import Answer, Host, answering, serving


def picture_bytes(kind: str = "PNG", size: tuple[int, int] = (600, 300), mode: str = "RGB") -> bytes:
    drawn = io.BytesIO()
    Image.new(mode, size, 1).save(drawn, kind)
    return drawn.getvalue()


def header_only_png(width: int, height: int) -> bytes:
    """Says how large it is, and little more."""

    def chunk(name: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(b"\0" * 1000)) + chunk(b"IEND", b"")
    )


@pytest.mark.parametrize(
    ("kind", "mode"),
    [
        ("PNG", "RGB"),
        ("PNG", "RGBA"),
        ("PNG", "P"),
        ("PNG", "1"),
        ("JPEG", "L"),
        ("JPEG", "CMYK"),
        ("GIF", "P"),
        ("WEBP", "RGB"),
    ],
)
def test_a_picture_is_drawn_anew_and_small(kind: str, mode: str) -> None:
    small = Image.open(io.BytesIO(shrink(picture_bytes(kind, mode=mode))))
    assert (small.format, small.size) == ("WEBP", (256, 128))


def test_what_hides_beside_the_pixels_is_gone() -> None:
    drawn = io.BytesIO()
    exif = Image.Exif()
    exif[0x010E] = "<script>alert(1)</script>"
    Image.new("RGB", (50, 50)).save(drawn, "JPEG", exif=exif, comment=b"<script>")
    assert b"script" in drawn.getvalue()
    assert b"script" not in shrink(drawn.getvalue() + b"<script>alert(2)</script>")


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>",
        b"%PDF-1.4",
        b"GIF89a/*<script>*/",
        picture_bytes("BMP"),
        picture_bytes("TIFF"),
        picture_bytes()[:200],
        header_only_png(60_000, 60_000),
        header_only_png(2**31 - 1, 1),
        header_only_png(5_000, 5_000),
    ],
    ids=lambda content: repr(content[:12]),
)
def test_what_is_no_picture_is_refused(content: bytes) -> None:
    with pytest.raises(NotAPicture):
        shrink(content)


def here(host: Host) -> Target:
    return target_of(f"{host.url}/a?b=c", (host.url,))


def drip(connected: socket.socket) -> None:
    connected.sendall(b"HTTP/1.1 200 OK\r\n\r\n")
    while True:
        connected.sendall(b"x")
        time.sleep(0.02)


def drip_headers(connected: socket.socket) -> None:
    connected.sendall(b"HTTP/1.1 200 OK\r\n")
    while True:
        connected.sendall(b"X")
        time.sleep(0.02)


def endless(connected: socket.socket) -> None:
    connected.sendall(b"HTTP/1.1 200 OK\r\n\r\n")
    while True:
        connected.sendall(b"x" * 65536)


def endless_chunks(connected: socket.socket) -> None:
    connected.sendall(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")
    while True:
        connected.sendall(b"10000\r\n" + b"x" * 65536 + b"\r\n")


BAD: dict[str, Answer] = {
    "redirect": answering(b"", "302 Found", Location="http://127.0.0.1:1/"),
    "not found": answering(b"x", "404 Not Found"),
    "too large by its word": answering(b"x", Content_Length=str(MOST_BYTES + 1)),
    "cut off": answering(b"x", Content_Length="100"),
    "packed": answering(b"x", Content_Encoding="gzip"),
    "no http": lambda connected: connected.sendall(b"SSH-2.0\r\n"),
    "silent": lambda connected: time.sleep(0.4),
    "drip": drip,
    "drip of headers": drip_headers,
    "endless": endless,
    "endless chunks": endless_chunks,
}


@pytest.mark.parametrize("answer", BAD.values(), ids=list(BAD))
def test_a_bad_answer_ends_soon_and_small(answer: Answer) -> None:
    with serving(answer) as host:
        began = time.monotonic()
        with pytest.raises(NotFetched):
            fetch(here(host), seconds=0.3)
        assert time.monotonic() - began < 3
        assert host.connections == 1


def test_a_good_answer_is_asked_for_plainly(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:1")
    monkeypatch.setenv("all_proxy", "http://127.0.0.1:1")
    with serving(answering(b"bytes")) as host:
        assert fetch(here(host)) == b"bytes"
        head = host.requests[0].decode()
    assert head.startswith(f"GET /a?b=c HTTP/1.1\r\nHost: 127.0.0.1:{host.port}\r\n")
    assert "cookie" not in head.lower()
    assert "authorization" not in head.lower()


def test_a_certificate_of_nobody_is_refused() -> None:
    with serving(answering(b"plain")) as host, pytest.raises(NotFetched):
        fetch(replace(here(host), scheme="https"))


@pytest.fixture
def line(app: Flask, settings: Settings) -> Iterator[Host]:
    """The configured stand-in of LINE, which has a picture at every address."""
    with serving(answering(picture_bytes())) as host:
        app.config["SETTINGS"] = replace(settings, line_api_url=host.url, line_data_api_url=host.url)
        yield host


def test_a_picture_is_kept_once(line: Host, context: None, cast: Cast) -> None:
    first = pictures.keep(cast.organization, f"{line.url}/1")
    again = pictures.keep(cast.organization, f"{line.url}/1")
    theirs = pictures.keep(cast.other, f"{line.url}/1")
    assert first
    assert again
    assert theirs
    assert first.id == again.id != theirs.id
    assert line.connections == 2
    assert (media_store().get(first.store_key) or b"").startswith(b"RIFF")


@pytest.mark.parametrize("url", ["http://127.0.0.1:1/", "https://example.com/a.png", "", "x" * 5000])
def test_what_can_not_be_had_leaves_nothing(line: Host, context: None, cast: Cast, url: str) -> None:
    assert pictures.keep(cast.organization, url) is None
    assert db.session.scalar(select(func.count()).select_from(Picture)) == 0
    assert line.connections == 0


def test_contact_and_channel_get_their_pictures(line: Host, context: None, cast: Cast) -> None:
    channel = make_channel(cast.organization, picture_url=f"{line.url}/channel")
    contact = make_conversation(channel).contact
    with transaction() as session:
        session.merge(contact).picture_url = f"{line.url}/contact"
    for _ in range(2):
        pictures.refresh_channel(channel.id)
        pictures.refresh_contact(contact.id)
    assert db.session.get_one(Channel, channel.id, populate_existing=True).picture_id is not None
    db.session.refresh(contact)
    kept = contact.picture_id
    assert kept is not None
    assert line.connections == 2
    with transaction():
        contact.picture_url = None
    pictures.refresh_contact(contact.id)
    db.session.refresh(contact)
    assert contact.picture_id is None


def test_a_picture_is_its_organizations_alone(
    app: Flask, line: Host, cast: Cast, client: FlaskClient, sign_in: Callable[[int], FlaskClient]
) -> None:
    with app.app_context():
        kept = pictures.keep(cast.organization, f"{line.url}/1")
        assert kept
        path = f"/media/pictures/{kept.id}"
    answer = sign_in(cast.budi).get(path)
    assert (answer.status_code, answer.mimetype) == (200, "image/webp")
    assert answer.headers["Content-Security-Policy"].startswith("sandbox; default-src 'none'")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Cache-Control"].startswith("private")
    assert client.get(path).status_code == 404
    assert sign_in(cast.zaki).get(path).status_code == 404
    assert sign_in(cast.tono).get(path).status_code == 404
    assert sign_in(cast.budi).get("/media/pictures/999").status_code == 404


def test_a_folder_holds_whole_files_and_only_its_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    store, key = Folder(tmp_path / "media"), new_key("pictures", "webp")
    store.put(key, b"whole")
    assert store.get(key) == b"whole"
    for bad in ("../secret.key", "pictures/../../secret.key", "/etc/passwd", "pictures/x"):
        with pytest.raises(ValueError, match="no key"):
            store.get(bad)

    def full(self: Path, target: Path) -> Path:
        raise OSError("disk full")

    monkeypatch.setattr(Path, "replace", full)
    with pytest.raises(OSError, match="full"):
        store.put(key, b"torn")
    assert store.get(key) == b"whole"
    assert list((tmp_path / "media" / "partial").iterdir()) == []
    store.delete(key)
    store.delete(key)
    assert store.get(key) is None
