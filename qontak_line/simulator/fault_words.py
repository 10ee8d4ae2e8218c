"""The words for what can go wrong, and at which endpoints."""

from dataclasses import dataclass

WEBHOOKS = "webhooks"
SENDING = ("push", "reply")
ENDPOINTS = ("push", "reply", "validate", "profile", "content", "info", "settings", "quota", "chat", "oauth")
"""Groups of endpoints, as the API views name themselves."""
TARGETS = ("all", "send", *ENDPOINTS)


@dataclass(frozen=True)
class Fault:
    """`unit` says what the knob's value means; `only` restricts the endpoints that it makes sense for."""

    label: str
    unit: str = ""
    only: tuple[str, ...] = ENDPOINTS


API_FAULTS = {
    "slow": Fault("answer slowly", "seconds"),
    "error_before": Fault("500 before anything happens"),
    "error_after": Fault("500 although it was accepted"),
    "hang_before": Fault("hang before anything happens", "seconds"),
    "hang_after": Fault("hang after it was accepted", "seconds"),
    "reset_before": Fault("cut the connection before anything happens"),
    "reset_after": Fault("cut the connection after it was accepted"),
    "rate_limit": Fault("429 rate limit"),
    "monthly_limit": Fault("429 monthly limit", only=("push",)),
    "revoked_token": Fault(
        "401 as if the token were revoked", only=tuple(group for group in ENDPOINTS if group != "oauth")
    ),
    "forbidden": Fault(
        "403 not available for this account", only=tuple(group for group in ENDPOINTS if group != "oauth")
    ),
    "nonsense": Fault("200 with a page of HTML"),
    "redirect": Fault("302 to somewhere else"),
    "truncated": Fault("half an answer, then the connection ends"),
    "drip": Fault("answer one byte at a time", "seconds per byte"),
    "profile_missing": Fault("404 for profiles", only=("profile",)),
    "content_processing": Fault("202 content is still being prepared", only=("content",)),
    "content_gone": Fault("410 content is gone", only=("content",)),
}
WEBHOOK_FAULTS = {
    "duplicate": Fault("send every webhook twice"),
    "bad_signature": Fault("sign with a wrong secret"),
    "no_signature": Fault("leave the signature out"),
    "unknown_type": Fault("events of a type that nobody knows"),
    "unknown_fields": Fault("unknown extra fields"),
    "empty_events": Fault("empty events, the event is lost"),
    "batch": Fault("collect events into one webhook", "events"),
    "missing_user": Fault("leave the user id out"),
    "standby": Fault("standby mode, no reply token"),
    "late": Fault("deliver late, out of order", "seconds"),
}
