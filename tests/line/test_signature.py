import pytest
from hypothesis import given
from hypothesis import strategies as st

from qontak_line.line.signature import is_valid, sign

# Published by LINE: its documentation and its SDKs for Python, Java and Node.
PUBLISHED = [
    (
        "8c570fa6dd201bb328f1c1eac23a96d8",
        b'{"destination":"U8e742f61d673b39c7fff3cecb7536ef0","events":[]}',
        "GhRKmvmHys4Pi8DxkF4+EayaH0OqtJtaZxgTD9fMDLs=",
    ),
    ("channel_secret", b"bodybodybodybody", "/gg9a+LvFevTH1sd7XCQycD7tsWclCsInj7MhBHxN7k="),
    ("SECRET", b"{}", "3q8QXTAGaey18yL8FWTqdVlbMr6hcuNvM4tefa0o9nA="),
    ("test_secret", b'{"hello":"world"}', "t7Hn4ZDHqs6e+wdvI5TyQIvzie0DmMUmuXEBqyyE/tM="),
]


@pytest.mark.parametrize(("secret", "body", "signature"), PUBLISHED)
def test_published_vectors(secret: str, body: bytes, signature: str) -> None:
    assert sign(secret, body) == signature
    assert is_valid(secret, body, signature)
    assert not is_valid(secret, body + b" ", signature)


@pytest.mark.parametrize(
    "signature", [None, "", "é", "\ud800", "x" * 10_000, sign("other", b"body"), sign("s", b"body")[:-1]]
)
def test_wrong_signatures(signature: str | None) -> None:
    assert not is_valid("s", b"body", signature)


def test_an_empty_secret_verifies_nothing() -> None:
    assert not is_valid("", b"body", sign("", b"body"))


@given(st.text(), st.binary(), st.text())
def test_only_the_signature_is_valid(secret: str, body: bytes, signature: str) -> None:
    assert is_valid(secret, body, signature) == (bool(secret) and signature == sign(secret, body))
