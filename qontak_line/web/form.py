"""The form that all forms are: its CSRF token is checked before every view, so the form itself carries none."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import Field
from wtforms.validators import StopValidation


class Form(FlaskForm):  # type: ignore[misc]
    class Meta(FlaskForm.Meta):  # type: ignore[misc]
        csrf = False


REQUIRED = _l("field is required")


class Required:
    """Something other than nothing must have been given."""

    field_flags = {"required": True}  # noqa: RUF012 - read by WTForms

    def __call__(self, form: Any, field: Field) -> None:
        if not field.data:
            field.errors = []
            raise StopValidation(str(REQUIRED))


class AtLeast:
    """As many characters, whatever they are."""

    def __init__(self, length: int) -> None:
        self._length = length

    def __call__(self, form: Any, field: Field) -> None:
        if len(field.data or "") < self._length:
            raise StopValidation(_("At least %(count)s characters.", count=self._length))


class AtMost:
    def __init__(self, length: int) -> None:
        self._length = length

    def __call__(self, form: Any, field: Field) -> None:
        if len(field.data or "") > self._length:
            raise StopValidation(_("At most %(count)s characters.", count=self._length))


def trimmed(value: str | None) -> str:
    """A filter for what people paste: nothing around it, and no character that text columns can not hold."""
    return (value or "").replace("\x00", "").strip()
