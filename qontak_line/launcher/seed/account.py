"""Connect the first LINE account through the Add form; the second one is left to the newcomer."""

from sqlalchemy import exists, select

from qontak_line.db import db
from qontak_line.launcher.seed.phones import LineAccount
from qontak_line.launcher.seed.staff import Staff
from qontak_line.launcher.seed.waiting import wait_until
from qontak_line.models import Channel, ChannelState

FORM = "/integrations/line/new"


def connect(account: LineAccount, admin: Staff) -> None:
    """Raises `NotYet` when the form was refused."""
    if is_connected(account):
        return
    admin.submit(FORM, FORM, channel_secret=account.channel_secret, channel_access_token=account.channel_access_token)
    wait_until("the LINE account connected", lambda: is_connected(account))


def is_connected(account: LineAccount) -> bool:
    connected = exists().where(Channel.line_bot_id == account.bot_user_id, Channel.state == ChannelState.CONNECTED)
    try:
        return bool(db.session.scalar(select(connected)))
    finally:
        db.session.rollback()
