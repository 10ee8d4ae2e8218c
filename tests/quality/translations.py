"""All strings of the interface, and no others, are in both catalogues: `python -m tests.quality.translations`.

`--write` brings catalogues and compiled files up to date with the sources; new strings still want their translation.
"""

from __future__ import annotations

import io
import sys
from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parents[2]
CATALOGUES = ROOT / "qontak_line" / "translations"
SOURCES = (ROOT / "qontak_line", [("**.py", "python")]), (ROOT / "templates", [("**.html", "jinja2")])
KEYWORDS = {
    **DEFAULT_KEYWORDS,
    "_l": None,
    "lazy_gettext": None,
    "lazy_ngettext": (1, 2),
    "lazy_pgettext": ((1, "c"), 2),
}
PLURALS = {"en": "nplurals=2; plural=(n != 1);", "id": "nplurals=1; plural=0;"}
"""As gettext writes them; Babel knows none for Indonesian."""
LANGUAGES = tuple(PLURALS)
ORIGINAL = "en"
"""The language of the sources: its entries may stay empty."""


def main(arguments: list[str]) -> int:
    wanted = strings()
    if "--write" in arguments:
        for language in LANGUAGES:
            write(language, wanted)
    problems = [problem for language in LANGUAGES for problem in check(language, wanted)]
    for problem in problems:
        print(problem)
    return int(bool(problems))


def strings() -> Catalog:
    """Every translatable string in the sources."""
    found = Catalog()
    for folder, methods in SOURCES:
        for _, _, text, comments, context in extract_from_dir(
            folder, method_map=methods, keywords=KEYWORDS, options_map={"**.html": {"trimmed": "true"}}
        ):
            found.add(text, auto_comments=comments, context=context)
    return found


def check(language: str, wanted: Catalog) -> Iterator[str]:
    kept = read(language)
    if kept is None:
        yield f"{language}: no catalogue at {po_file(language).relative_to(ROOT)}"
        return
    for message in entries(wanted):
        translated = kept.get(message.id, message.context)
        if translated is None:
            yield f"{language}: missing {message.id!r}"
        else:
            yield from flaws(language, kept, translated)
    for message in entries(kept):
        if wanted.get(message.id, message.context) is None:
            yield f"{language}: unused {message.id!r}"
    mo_file = po_file(language).with_suffix(".mo")
    if not mo_file.exists() or mo_file.read_bytes() != compiled(kept):
        yield f"{language}: {mo_file.relative_to(ROOT)} is not up to date"


def flaws(language: str, catalogue: Catalog, message: Message) -> Iterator[str]:
    parts = [message.string] if isinstance(message.string, str) else list(message.string or ())
    if message.fuzzy or (language != ORIGINAL and not (parts and all(parts))):
        yield f"{language}: not translated {message.id!r}"
    for error in message.check(catalogue):
        yield f"{language}: {message.id!r}: {error}"


def write(language: str, wanted: Catalog) -> None:
    kept = read(language) or Catalog(locale=language, charset="utf-8", fuzzy=False)
    kept.header_comment = f"# Texts of the interface: {language}"
    kept.project, kept.version, kept.msgid_bugs_address = "qontak_line", "1", ""
    kept.last_translator, kept.language_team = "", language
    kept.mime_headers = [("Plural-Forms", PLURALS[language])]
    made_at = kept.revision_date = kept.creation_date
    kept.update(wanted, no_fuzzy_matching=True)
    kept.creation_date = made_at  # or each run would change the file
    kept.obsolete.clear()
    po_file(language).parent.mkdir(parents=True, exist_ok=True)
    with po_file(language).open("wb") as file:
        write_po(file, kept, sort_output=True, no_location=True, width=0, ignore_obsolete=True)
    current = read(language)
    if current is not None:
        po_file(language).with_suffix(".mo").write_bytes(compiled(current))


def read(language: str) -> Catalog | None:
    try:
        with po_file(language).open("rb") as file:
            return read_po(file, locale=language)
    except FileNotFoundError:
        return None


def compiled(catalogue: Catalog) -> bytes:
    buffer = io.BytesIO()
    write_mo(buffer, catalogue)
    return buffer.getvalue()


def entries(catalogue: Catalog) -> Iterator[Message]:
    return (message for message in catalogue if message.id)


def po_file(language: str) -> Path:
    return CATALOGUES / language / "LC_MESSAGES" / "messages.po"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
