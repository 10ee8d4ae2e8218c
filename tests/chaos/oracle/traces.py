"""What is left lying about: words in logs, broken files."""

from __future__ import annotations

from PIL import Image, UnidentifiedImageError

from tests.chaos.oracle.evidence import Evidence


def secrets(evidence: Evidence) -> list[str]:
    """The secret itself is not repeated here: a report is a log as well."""
    return [
        f"secret {number} (of {len(secret)} signs) stands in a log"
        for number, secret in enumerate(evidence.secrets)
        if secret in evidence.logs
    ]


def integrity(evidence: Evidence) -> list[str]:
    return evidence.wrong_files


def files(evidence: Evidence) -> list[str]:
    """Every picture that a row names is there and whole; a write that was cut off lies apart."""
    wrong = []
    for row in evidence.tables["pictures"]:
        try:
            with Image.open(evidence.media / row["store_key"]) as picture:
                picture.load()
        except (OSError, UnidentifiedImageError) as problem:
            wrong.append(f"picture {row['id']}: {type(problem).__name__}")
    return wrong
