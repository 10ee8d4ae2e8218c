"""Who writes to us. Source: LINE's "Get profile", "Get group chat summary", "Get group chat member
profile".

A user's own profile is for one-to-one chats; for a group's member it may answer 404, so ask for the
member there.
"""

from qontak_line.line.answers import Answer
from qontak_line.line.calls import Call, segment
from qontak_line.line.transport import Transport
from qontak_line.line.types import GroupSummary, Profile


def profile(transport: Transport, user_id: str) -> Profile:
    return transport.ask(Call("GET", f"/v2/bot/profile/{segment(user_id)}"), _profile)


def group_member(transport: Transport, group_id: str, user_id: str) -> Profile:
    return transport.ask(Call("GET", f"/v2/bot/group/{segment(group_id)}/member/{segment(user_id)}"), _profile)


def room_member(transport: Transport, room_id: str, user_id: str) -> Profile:
    return transport.ask(Call("GET", f"/v2/bot/room/{segment(room_id)}/member/{segment(user_id)}"), _profile)


def group_summary(transport: Transport, group_id: str) -> GroupSummary:
    return transport.ask(Call("GET", f"/v2/bot/group/{segment(group_id)}/summary"), _group_summary)


def _profile(answer: Answer) -> Profile:
    fields = answer.fields
    return Profile(
        user_id=fields.identifier("userId"),
        display_name=fields.text("displayName"),
        picture_url=fields.optional_text("pictureUrl"),
        status_message=fields.optional_text("statusMessage"),
        language=fields.optional_text("language"),
    )


def _group_summary(answer: Answer) -> GroupSummary:
    fields = answer.fields
    picture_url = fields.optional_text("pictureUrl")
    return GroupSummary(fields.identifier("groupId"), fields.text("groupName"), picture_url)
