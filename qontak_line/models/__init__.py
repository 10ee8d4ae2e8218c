"""One noun a file: rows, and rules about one row."""

from qontak_line.models.audit_entry import AuditEntry
from qontak_line.models.channel import Channel, ChannelState, Health
from qontak_line.models.contact import Contact, ContactKind
from qontak_line.models.conversation import Conversation, ConversationState
from qontak_line.models.delivery import Delivery, DeliveryState, Reason
from qontak_line.models.installation import Installation, InstallationState
from qontak_line.models.message import Direction, Kind, Message
from qontak_line.models.organization import Organization
from qontak_line.models.picture import Picture
from qontak_line.models.rejected_signature import RejectedSignature
from qontak_line.models.reply_token import ReplyToken
from qontak_line.models.search_index import SearchIndex
from qontak_line.models.sending_pause import SendingPause
from qontak_line.models.user import Role, Theme, User
from qontak_line.models.user_session import UserSession
from qontak_line.models.webhook_event import EventState, WebhookEvent

__all__ = [
    "AuditEntry",
    "Channel",
    "ChannelState",
    "Contact",
    "ContactKind",
    "Conversation",
    "ConversationState",
    "Delivery",
    "DeliveryState",
    "Direction",
    "EventState",
    "Health",
    "Installation",
    "InstallationState",
    "Kind",
    "Message",
    "Organization",
    "Picture",
    "Reason",
    "RejectedSignature",
    "ReplyToken",
    "Role",
    "SearchIndex",
    "SendingPause",
    "Theme",
    "User",
    "UserSession",
    "WebhookEvent",
]
