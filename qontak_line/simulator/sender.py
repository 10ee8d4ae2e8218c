"""The thread that delivers webhooks: in order for each channel, channels beside each other."""

import sqlite3
import threading

from qontak_line.simulator import accounts, posting, reply_tokens, webhooks
from qontak_line.simulator.platform import Platform
from qontak_line.simulator.webhooks import Webhook

REDELIVERY_DELAYS = (1, 2, 5, 10, 20)
"""Seconds before each new attempt; LINE tells neither how often nor when it redelivers."""
LOOK_INTERVAL = 0.2
"""Seconds between two looks for webhooks that became due by time alone."""


class Sender:
    """Starts one worker thread per channel that has something due; a worker ends when its queue is empty."""

    def __init__(self, platform: Platform) -> None:
        self._platform = platform
        self._busy: set[str] = set()
        self._lock = threading.Lock()
        self._dispatcher = threading.Thread(target=self._dispatch, name="webhook-sender", daemon=True)

    def start(self) -> None:
        self._dispatcher.start()

    def stop(self) -> None:
        """End the dispatcher; a delivery under way stays *waiting* in the state file and is repeated later."""
        self._platform.stopping.set()
        self._platform.webhooks_waiting.set()
        self._dispatcher.join(timeout=1)

    def _dispatch(self) -> None:
        while not self._platform.stopping.is_set():
            for channel_id in self._due_channels():
                self._start_worker(channel_id)
            self._platform.webhooks_waiting.wait(LOOK_INTERVAL)
            self._platform.webhooks_waiting.clear()

    def _due_channels(self) -> list[str]:
        rows = self._platform.store.rows(
            "select distinct channel_id from webhook where state in ('waiting', 'held') and due_at <= ?",
            self._platform.clock.now(),
        )
        return [row["channel_id"] for row in rows]

    def _start_worker(self, channel_id: str) -> None:
        with self._lock:
            if channel_id in self._busy:
                return
            self._busy.add(channel_id)
        threading.Thread(target=self._work, args=(channel_id,), name=f"webhooks-{channel_id}", daemon=True).start()

    def _work(self, channel_id: str) -> None:
        try:
            while not self._platform.stopping.is_set():
                webhook = next_due(self._platform, channel_id)
                if webhook is None:
                    return
                deliver(self._platform, webhook)
        except sqlite3.ProgrammingError:
            if not self._platform.stopping.is_set():  # else the store was closed under a late delivery
                raise
        finally:
            with self._lock:
                self._busy.discard(channel_id)
            self._platform.webhooks_waiting.set()


def next_due(platform: Platform, channel_id: str) -> Webhook | None:
    """The oldest webhook that may go; a batch that waited long enough is closed first."""
    now = platform.clock.now()
    with platform.store.transaction():
        platform.store.run(
            "update webhook set state = 'waiting' where channel_id = ? and state = 'held' and due_at <= ?",
            channel_id,
            now,
        )
        row = platform.store.row(
            "select * from webhook where channel_id = ? and state = 'waiting' and due_at <= ? order by id limit 1",
            channel_id,
            now,
        )
    return webhooks.read(row) if row else None


def deliver(platform: Platform, webhook: Webhook) -> None:
    """Try once and write down what came of it."""
    account = accounts.get(platform, webhook.channel_id)
    if not account.webhook_url:
        _record(platform, webhook, "failed", 0, "no webhook URL")
        return
    for event in webhook.events:
        if "replyToken" in event:
            reply_tokens.refresh(platform, event["replyToken"])
    body = posting.serialise(account, webhook.events, redelivery=webhook.attempts > 0)
    answer = posting.post(account, account.webhook_url, body, disguise=webhook.disguise)
    if answer.is_success:
        _record(platform, webhook, "delivered", answer.status, answer.reason)
    elif account.redelivery and webhook.attempts < len(REDELIVERY_DELAYS):
        _record(platform, webhook, "waiting", answer.status, answer.reason, delay=REDELIVERY_DELAYS[webhook.attempts])
    else:
        _record(platform, webhook, "failed", answer.status, answer.reason)
    platform.ledger_file.append(
        {
            "entry": "webhook",
            "id": webhook.id,
            "attempt": webhook.attempts + 1,
            "events": [event.get("webhookEventId") for event in webhook.events],
            "status": answer.status,
            "reason": answer.reason,
            "at": platform.clock.now(),
        }
    )


def _record(platform: Platform, webhook: Webhook, state: str, status: int, reason: str, *, delay: int = 0) -> None:
    platform.store.run(
        "update webhook set state = ?, status = ?, reason = ?, attempts = attempts + 1, due_at = ? where id = ?",
        state,
        status,
        reason,
        platform.clock.now() + delay * 1000,
        webhook.id,
    )
