"""Connect a LINE account: prove, write the row, set the webhook. One transaction per step, none while LINE is asked.

Cut off anywhere, nothing half-made stays: before the row there is nothing, after it the row is *pending* and `finish`
(the same form again, the page's button, or a timer) does what is missing.
"""

from __future__ import annotations

import logging

from sqlalchemy.exc import IntegrityError

from qontak_line.actions import audit, tell
from qontak_line.actions.channels import installations
from qontak_line.actions.channels.budget import PROOFS_S, WHOLE_S, Budget
from qontak_line.actions.channels.check import check_channel
from qontak_line.actions.channels.finish import finish
from qontak_line.actions.channels.installations import Form, Result, Turn
from qontak_line.actions.channels.proofs import Proved, prove
from qontak_line.actions.channels.refusal import Refusal, Why
from qontak_line.actions.channels.rows import write_row
from qontak_line.db import db, transaction
from qontak_line.failpoints import fail
from qontak_line.models import Installation, User

log = logging.getLogger(__name__)


def connect(form: Form, by: User) -> Result:
    """Connect the account that `form` proves, or tell why not. The same form again gives the same result.

    Takes at most about 20 s, whatever LINE does. Opens its own transactions.
    """
    installation, turn = installations.take_turn(form, by)
    if turn is not Turn.RUN:
        return installations.result_of(installation)
    installation_id = installation.id
    fail("connect.begun")
    try:
        return _run(installation_id, form, by)
    except Refusal as refusal:
        return installations.refuse(installation_id, refusal)
    except Exception:
        db.session.rollback()
        installations.abandon(installation_id)
        raise


def _run(installation_id: int, form: Form, by: User) -> Result:
    whole = Budget(WHOLE_S)
    channel_id = _channel_of(installation_id)
    if channel_id is None:
        proved = prove(form.token, form.secret, Budget(PROOFS_S))
        channel_id = _keep(installation_id, proved, form, by)
    finish(channel_id, whole)
    check_channel.nudge(channel_id)  # for what the installation did not wait for, such as the quota
    done = db.session.get_one(Installation, installation_id)
    result = installations.result_of(done)
    db.session.rollback()
    return result


def _channel_of(installation_id: int) -> int | None:
    """The channel that a crashed run of this form had written already."""
    channel_id = db.session.get_one(Installation, installation_id).channel_id
    db.session.rollback()
    return channel_id


def _keep(installation_id: int, proved: Proved, form: Form, by: User) -> int:
    """Write the row. The unique index over live accounts decides who of two was first. Raises Refusal."""
    try:
        with transaction() as session:
            channel, is_new = write_row(proved, form.secret, form.token, by)
            installation = session.get_one(Installation, installation_id)
            installation.channel_id = channel.id
            particulars = {"channel_id": channel.id, "name": channel.name, "basic_id": channel.basic_id}
            audit.record(by.organization_id, "channel:connected", by, **particulars, joins_history=not is_new)
            installations.forget_old()
            tell.look(by.organization_id, "channels")
            channel_id = channel.id
            fail("connect.before_commit")
    except IntegrityError:
        raise Refusal(Why.ALREADY_CONNECTED, passed=("token", "secret", "account")) from None
    fail("connect.committed")
    log.info("channel %s connected", channel_id)
    return channel_id
