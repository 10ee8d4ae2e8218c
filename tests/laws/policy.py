"""Who may do what, written by hand: one row per route and method. The routes themselves are asked by `test_access.py`.

A new route needs a row here. `own` are the answers to those who may, for what is theirs; everybody else gets what
follows from `who`: to the login (nobody, deactivated), 403 (the role lacks it), 404 (another organization's).
"""

from __future__ import annotations

from dataclasses import dataclass, field

EVERYBODY = frozenset({"nobody", "agent", "supervisor", "admin", "other admin", "deactivated"})
SIGNED_IN = frozenset({"agent", "supervisor", "admin", "other admin"})
OFFICE = SIGNED_IN - {"agent"}
ADMINS = OFFICE - {"supervisor"}

UUID = "b7a6c1d2-3e4f-4a5b-8c6d-7e8f9a0b1c2d"


@dataclass(frozen=True)
class Row:
    """Who passes, what they post, and what they are answered.

    `data` is posted by everybody. `at_the_door`: what nobody and the deactivated get when it is not the login (302).
    `taken`: what an Agent gets for a colleague's conversation.
    """

    who: frozenset[str]
    own: frozenset[int] = frozenset({200})
    data: dict[str, str] = field(default_factory=dict)
    at_the_door: int = 302
    taken: int = 404


DONE = frozenset({303})
PASSWORD = {"password": "battery staple"}
OWN_PASSWORD = {"current_password": "?", **PASSWORD}

POLICY: dict[tuple[str, str], Row] = {
    # health and first run
    ("/healthz", "GET"): Row(EVERYBODY),
    ("/readyz", "GET"): Row(EVERYBODY),
    ("/metrics", "GET"): Row(EVERYBODY),
    ("/setup", "GET"): Row(EVERYBODY, own=frozenset({404})),
    ("/setup", "POST"): Row(EVERYBODY, own=frozenset({404})),
    ("/static/<path:filename>", "GET"): Row(EVERYBODY),
    # login
    ("/login", "GET"): Row(EVERYBODY, own=frozenset({200, 302})),
    ("/login", "POST"): Row(EVERYBODY, own=frozenset({422}), data={"username": "dewi", "password": "wrong horse"}),
    ("/logout", "POST"): Row(SIGNED_IN, own=DONE),
    ("/language", "POST"): Row(EVERYBODY, own=DONE, data={"language": "id"}),
    # profile
    ("/profile", "GET"): Row(SIGNED_IN),
    ("/profile", "POST"): Row(SIGNED_IN, own=DONE, data={"name": "New"}),
    ("/profile/preferences", "POST"): Row(SIGNED_IN, own=DONE, data={"language": "id", "theme": "dark"}),
    ("/profile/password", "POST"): Row(SIGNED_IN, own=frozenset({422}), data=OWN_PASSWORD),
    ("/profile/sessions", "POST"): Row(SIGNED_IN, own=DONE, data={"_method": "DELETE"}),
    ("/profile/sessions/<int:session_id>", "POST"): Row(SIGNED_IN, own=DONE, data={"_method": "DELETE"}),
    # team
    ("/team", "GET"): Row(OFFICE),
    ("/team/new", "GET"): Row(ADMINS),
    ("/team", "POST"): Row(ADMINS, own=DONE, data={"username": "wati", "role": "agent", **PASSWORD}),
    ("/team/<int:user_id>", "GET"): Row(ADMINS),
    ("/team/<int:user_id>/role", "POST"): Row(ADMINS, own=frozenset({303, 422}), data={"role": "supervisor"}),
    ("/team/<int:user_id>/password", "POST"): Row(ADMINS, own=DONE, data=PASSWORD),
    ("/team/<int:user_id>/deactivation", "POST"): Row(ADMINS, own=frozenset({303, 422})),
    # integrations
    ("/integrations", "GET"): Row(OFFICE, own=frozenset({200, 302})),
    ("/integrations/line", "GET"): Row(OFFICE),
    ("/integrations/line/new", "GET"): Row(ADMINS),
    ("/integrations/line/new", "POST"): Row(ADMINS, own=frozenset({422})),
    ("/integrations/line/<int:channel_id>", "GET"): Row(OFFICE),
    ("/integrations/line/<int:channel_id>", "POST"): Row(ADMINS, own=frozenset({422})),
    ("/integrations/line/<int:channel_id>/check", "POST"): Row(OFFICE, own=frozenset({200, 303, 422})),
    ("/integrations/line/<int:channel_id>/disconnect", "GET"): Row(ADMINS),
    ("/integrations/line/<int:channel_id>/disconnect", "POST"): Row(ADMINS, own=DONE),
    # inbox
    ("/", "GET"): Row(SIGNED_IN, own=frozenset({302})),
    ("/inbox", "GET"): Row(SIGNED_IN),
    ("/inbox/next", "POST"): Row(SIGNED_IN, own=DONE),
    ("/inbox/<int:conversation_id>", "GET"): Row(SIGNED_IN),
    ("/inbox/<int:conversation_id>/messages", "POST"): Row(
        SIGNED_IN, own=DONE, data={"text": "Halo", "client_id": UUID}
    ),
    ("/inbox/<int:conversation_id>/messages/<int:message_id>/retry", "POST"): Row(
        SIGNED_IN, own=frozenset({303, 409}), data={"again": "1", "client_id": UUID}
    ),
    ("/inbox/<int:conversation_id>/notes", "POST"): Row(SIGNED_IN, own=DONE, data={"text": "Note"}),
    ("/inbox/<int:conversation_id>/read", "POST"): Row(SIGNED_IN, own=frozenset({204})),
    ("/inbox/<int:conversation_id>/assignment", "POST"): Row(SIGNED_IN, own=frozenset({303, 409}), taken=409),
    ("/inbox/<int:conversation_id>/resolution", "POST"): Row(SIGNED_IN, own=DONE),
    ("/inbox/<int:conversation_id>/snooze", "POST"): Row(SIGNED_IN, own=frozenset({422}), data={"until": "never"}),
    ("/live", "GET"): Row(SIGNED_IN),
    # files: the row is there, its bytes may not be; an <img> has no use for the login page
    # files
    ("/media/pictures/<int:picture_id>", "GET"): Row(SIGNED_IN, at_the_door=404),
    # LINE
    ("/webhooks/line/<key>", "POST"): Row(EVERYBODY, own=frozenset({401})),
    ("/webhooks/line/<key>", "GET"): Row(EVERYBODY, own=frozenset({405})),
    ("/webhooks/line/<key>", "PUT"): Row(EVERYBODY, own=frozenset({405})),
    ("/webhooks/line/<key>", "PATCH"): Row(EVERYBODY, own=frozenset({405})),
    ("/webhooks/line/<key>", "DELETE"): Row(EVERYBODY, own=frozenset({405})),
}
