"""What becomes of a call when the connection misbehaves, on real sockets."""

import logging
import socket
import ssl
import struct
import time
import traceback
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from qontak_line.line import LineClient, LineError, Timeouts, errors
from tests.line.conftest import Serve, read_request

TOKEN = "a-token-of-more-than-sixteen-characters"
HURRIED = Timeouts(connect=0.3, read=0.2, total=0.4, content_total=0.4)
HELLO = [{"type": "text", "text": "the words of an agent"}]
OK = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n%s"
ACCEPTED = b'{"sentMessages":[{"id":"461230966842064897","quoteToken":"IStG5h1Tz7b"}]}'


def client(url: str) -> LineClient:
    return LineClient(url, url, TOKEN, timeout=HURRIED)


def push(url: str) -> object:
    with client(url) as line:
        return line.push("U1", HELLO, "123e4567-e89b-12d3-a456-426614174000")


def reset(connection: socket.socket) -> None:
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))


def silence(connection: socket.socket) -> None:
    read_request(connection)
    connection.recv(1)


def drip(answer: bytes) -> Callable[[socket.socket], None]:
    def behave(connection: socket.socket) -> None:
        read_request(connection)
        for byte in answer:
            connection.sendall(bytes([byte]))
            time.sleep(0.05)

    return behave


def say(*parts: bytes, then_reset: bool = False) -> Callable[[socket.socket], None]:
    def behave(connection: socket.socket) -> None:
        read_request(connection)
        for part in parts:
            connection.sendall(part)
        if then_reset:
            reset(connection)

    return behave


@pytest.mark.parametrize(
    ("behave", "kind"),
    [
        (silence, errors.LineTimeout),
        (drip(OK % (len(ACCEPTED), ACCEPTED)), errors.LineTimeout),
        (drip(OK[:15] + b"Content-Length: 500\r\n\r\n" + b" " * 500), errors.LineTimeout),
        (say(then_reset=True), errors.LineInterrupted),
        (say(), errors.LineInterrupted),
        (say(b"SSH-2.0-OpenSSH\r\n"), errors.LineInterrupted),
        (say(b"HTTP/1.1 200 OK\r\nContent-Le"), errors.LineError),
        (say(OK % (500, ACCEPTED)), errors.LineInterrupted),
        (say(OK % (500, ACCEPTED), then_reset=True), errors.LineInterrupted),
        (say(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n"), errors.LineInterrupted),
        (say(OK % (2 * 1024 * 1024, b" " * 2 * 1024 * 1024)), errors.LineNonsense),
    ],
    ids=[
        "hang",
        "drip",
        "drip_body",
        "reset",
        "close",
        "not_http",
        "half_head",
        "half_body",
        "half_reset",
        "chunk",
        "huge",
    ],
)
def test_after_the_request_left_its_fate_is_unknown(
    serve: Serve, behave: Callable[[socket.socket], None], kind: type
) -> None:
    url = serve(behave)
    started = time.monotonic()
    with pytest.raises(LineError) as caught:
        push(url)
    assert time.monotonic() - started < 4  # the drip alone would take longer
    assert isinstance(caught.value, kind)
    assert caught.value.retry
    assert caught.value.is_ambiguous


def test_a_body_nobody_reads_is_a_timeout(serve: Serve) -> None:
    url = serve(lambda connection: time.sleep(0.6))
    with client(url) as line, pytest.raises(errors.LineTimeout):
        line.push("U1", [{"type": "text", "text": "x" * 20_000_000}], "key")


def test_refused_connections_and_unknown_hosts_are_surely_not_sent() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
    for url in (
        f"http://127.0.0.1:{port}",
        "http://line.invalid",
        "https://[",
        "nonsense",
        "http://" + "a" * 80,
    ):
        with pytest.raises(errors.LineUnreachable) as caught:
            push(url)
        assert caught.value.retry
        assert not caught.value.is_ambiguous


def test_a_full_backlog_is_a_connect_timeout() -> None:
    with socket.create_server(("127.0.0.1", 0), backlog=0) as server:
        address = server.getsockname()
        waiting = [socket.socket() for _ in range(4)]
        for waiter in waiting:
            waiter.setblocking(False)
            waiter.connect_ex(address)
        with pytest.raises(errors.LineUnreachable):
            push(f"http://127.0.0.1:{address[1]}")
        for waiter in waiting:
            waiter.close()


@pytest.mark.parametrize(
    "behave", [lambda connection: None, lambda connection: connection.sendall(b"HTTP/1.1 400 Bad\r\n\r\n")]
)
def test_a_failed_tls_handshake_is_surely_not_sent(serve: Serve, behave: Callable[[socket.socket], None]) -> None:
    with pytest.raises(errors.LineUnreachable):
        push(serve(behave).replace("http:", "https:"))


def test_a_silent_tls_handshake_is_surely_not_sent(serve: Serve) -> None:
    with pytest.raises(errors.LineUnreachable):
        push(serve(lambda connection: time.sleep(0.5)).replace("http:", "https:"))


def test_a_refusal_that_breaks_off_is_still_a_refusal(serve: Serve) -> None:
    url = serve(say(b"HTTP/1.1 400 Bad Request\r\nContent-Length: 100\r\n\r\n{"))
    with pytest.raises(errors.BadRequest):
        push(url)


def test_a_connection_is_kept_for_pushes_but_each_reply_has_its_own(serve: Serve) -> None:
    connections: list[int] = []

    def behave(connection: socket.socket) -> None:
        connections.append(1)
        while read_request(connection):
            connection.sendall(OK % (len(ACCEPTED), ACCEPTED))

    with client(serve(behave)) as line:
        line.push("U1", HELLO, "key")
        line.push("U1", HELLO, "key")
        assert len(connections) == 1
    with client(serve(behave)) as line:
        line.reply("token", HELLO)
        line.reply("token", HELLO)
    assert len(connections) == 3


def test_the_proxy_and_netrc_of_the_environment_are_not_used(serve: Serve, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:1")
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:1")
    assert push(serve(say(OK % (len(ACCEPTED), ACCEPTED))))


def test_redirects_are_not_followed(serve: Serve) -> None:
    visits: list[int] = []
    elsewhere = serve(lambda connection: visits.append(1))
    for status in (b"301", b"307"):
        moved = b"HTTP/1.1 %s Moved\r\nLocation: %s/\r\nContent-Length: 0\r\n\r\n" % (
            status,
            elsewhere.encode(),
        )
        with pytest.raises(errors.LineNonsense):
            push(serve(say(moved)))
    assert not visits


def test_an_answer_without_a_length_ends_with_the_connection(serve: Serve) -> None:
    assert push(serve(say(b"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n", ACCEPTED)))


def test_tls_needs_a_certificate_we_trust(serve: Serve, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    certificate = self_signed(tmp_path)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)

    def behave(connection: socket.socket) -> None:
        with context.wrap_socket(connection, server_side=True) as encrypted:
            say(b"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n", ACCEPTED)(encrypted)

    url = serve(behave).replace("http:", "https:")
    with pytest.raises(errors.LineUnreachable):
        push(url)
    with client(url) as line:
        line._transport._session.verify = str(certificate)
        assert line.push("U1", HELLO, "key").message_ids == ["461230966842064897"]


def self_signed(folder: Path) -> Path:
    """A PEM file with the key and certificate of 127.0.0.1."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "127.0.0.1")])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder(name, name, key.public_key(), 1, now - timedelta(hours=1), now + timedelta(hours=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), critical=False)
        .sign(key, hashes.SHA256())
    )
    pem = serialization.Encoding.PEM
    file = folder / "both.pem"
    file.write_bytes(
        key.private_bytes(pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
        + certificate.public_bytes(pem)
    )
    return file


def test_content_streams_and_breaks_as_a_line_error(serve: Serve) -> None:
    with client(serve(say(OK % (5, b"hello")))) as line, line.content("1") as content:
        assert (content.content_type, content.length) == ("application/json", 5)
        assert b"".join(content.chunks) == b"hello"
    broken = serve(say(OK % (500, b"hello")))
    with client(broken) as line, line.content("1") as content, pytest.raises(errors.LineInterrupted):
        list(content.chunks)
    slow = serve(drip(OK[:15] + b"Content-Length: 50\r\n\r\n" + b" " * 50))
    with client(slow) as line, pytest.raises(errors.LineTimeout), line.content("1") as content:
        list(content.chunks)


def test_no_error_or_log_tells_the_token(serve: Serve, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    signed = "eyJhbGciOiJIUzI1NiJ9.a/b+secret-in-the-address="
    bad = b"HTTP/1.1 400 Bad Request\r\nContent-Length: %d\r\n\r\n%s"
    # JSON has three spellings for one text.
    told_as = (signed, signed.replace("/", "\\/"), "".join(f"\\u{ord(char):04x}" for char in signed))
    words = [f'{{"error":"e","error_description":"{one}","message":"{one}"}}'.encode() for one in told_as]
    echoes = [say(bad % (len(one), one)) for one in words]
    for behave in (silence, say(), say(OK % (2, b"[]")), *echoes):
        with LineClient(url := serve(behave), url, signed, timeout=HURRIED) as line:
            for call in (line.verify_token, line.bot_info, lambda: line.reply("reply-token", HELLO)):
                with pytest.raises(LineError) as caught:
                    call()
                caplog.set_level(logging.DEBUG, logger="qontak_line")
                told = "".join(traceback.format_exception(caught.value)) + repr(caught.value) + repr(vars(caught.value))
                told += repr(caught.value.__context__)
                assert "secret-in-the-address" not in told + repr(line)
    assert "secret-in-the-address" not in caplog.text
    assert "the words of an agent" not in caplog.text
    assert "path=/v2/bot/message/reply" in caplog.text
