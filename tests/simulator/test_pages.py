"""The console and the phones as browsers without JavaScript use them."""

import re
from typing import Any

import pytest
import requests

from qontak_line.simulator.sample_events import EVENTS
from tests.simulator.bot import Bot
from tests.simulator.steering import Steering


def phone_url(steer: Steering, person: int = 0) -> str:
    return f"{steer.url}/phone/{steer.account['channel_id']}/{steer.people[person]['user_id']}"


def act(steer: Steering, deed: str, person: int = 0, files: Any = None, **form: str) -> requests.Response:
    return requests.post(f"{phone_url(steer, person)}/{deed}", data=form, files=files, timeout=5)


def submit(steer: Steering, path: str, **form: str) -> requests.Response:
    answer = requests.post(f"{steer.url}/accounts/{steer.account['channel_id']}/{path}", data=form, timeout=5)
    steer.account = steer.get(steer.base)
    return answer


def test_the_console_shows_what_to_paste(steer: Steering) -> None:
    page = requests.get(steer.url, timeout=5).text
    for account in steer.get("/accounts")["accounts"]:
        assert f'value="{account["channel_secret"]}"' in page
        assert f'value="{account["channel_access_token"]}"'.replace("+", "&#43;") in page.replace("+", "&#43;")
        assert account["basic_id"] in page


def test_the_console_changes_everything(steer: Steering) -> None:
    before = steer.account
    submit(steer, "webhook", url="https://shop.example/x", redelivery="on", chat_mode="chat")
    assert (steer.account["use_webhook"], steer.account["redelivery"], steer.account["chat_mode"]) == (
        False,
        True,
        "chat",
    )
    submit(steer, "quota", kind="limited", value="50", used="49")
    assert (steer.account["quota_value"], steer.account["used"]) == (50, 49)
    submit(steer, "secret")
    assert steer.account["channel_secret"] != before["channel_secret"]
    submit(steer, "token", revoke="1")
    assert 'placeholder="revoked' in requests.get(steer.url, timeout=5).text
    submit(steer, "token")
    assert steer.account["channel_access_token"] not in (None, before["channel_access_token"])
    submit(steer, "knobs", fault="slow", target="push", value="2", times="3")
    submit(steer, "knobs", fault="duplicate", target="push")
    knobs = steer.get(f"{steer.base}/knobs")["knobs"]
    assert [(knob["target"], knob["fault"], knob["remaining"]) for knob in knobs] == [
        ("push", "slow", 3),
        ("webhooks", "duplicate", None),
    ]
    submit(steer, f"knobs/{knobs[0]['id']}/off")
    assert "answer slowly (2 seconds)" not in requests.get(steer.url, timeout=5).text


def test_a_refused_form_says_why(steer: Steering) -> None:
    answer = submit(steer, "webhook", url="http://shop.example/")
    assert answer.status_code == 422
    assert "must begin with https://" in answer.text
    assert requests.get(f"{steer.url}/phone/1/2", timeout=5).status_code == 404


def test_writing_on_the_phone(steer: Steering, bot: Bot) -> None:
    page = act(steer, "write", text="Halo <b>kak</b>")
    assert page.url == phone_url(steer)
    assert "Halo &lt;b&gt;kak&lt;/b&gt;" in page.text
    act(steer, "sticker", sticker="11537/52002734")
    act(steer, "location")
    act(steer, "write", files={"file": ("cup.png", b"\x89PNG\r\n\x1a\n", "image/png")})
    act(steer, "write", files={"file": ("menu.html", b"<script>", "text/html")})
    kinds = [message["body"]["type"] for message in steer.phone(steer.people[0]["user_id"])]
    assert kinds == ["text", "sticker", "location", "image", "file"]
    assert len(bot.wait_for(5)) == 5
    assert act(steer, "write", text=" ").status_code == 422


def test_uploads_never_run_in_the_browser(steer: Steering, bot: Bot) -> None:
    act(steer, "write", files={"file": ("x.svg", b"<svg/>", "image/svg+xml")})
    sent = steer.phone(steer.people[0]["user_id"])[0]["message_id"]
    answer = requests.get(f"{steer.url}/phone/{steer.account['channel_id']}/content/{sent}", timeout=5)
    assert answer.headers["Content-Type"] == "application/octet-stream"
    assert answer.headers["Content-Disposition"] == "attachment"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


def test_unsending_and_blocking_on_the_phone(steer: Steering, bot: Bot) -> None:
    act(steer, "write", text="Salah kirim")
    message = steer.phone(steer.people[0]["user_id"])[0]["message_id"]
    page = act(steer, "unsend", message=message).text
    assert "Message unsent" in page and "Salah kirim" not in page
    assert "Unblock" in act(steer, "block").text
    assert act(steer, "write", text="Halo?").status_code == 422
    assert "Unblock" not in act(steer, "follow").text


def test_a_group_on_the_phone(steer: Steering, bot: Bot) -> None:
    group = steer.group["chat_id"]
    assert act(steer, "write", chat=group, text="Halo").status_code == 422
    act(steer, "invite", chat=group)
    act(steer, "write", chat=group, text="Aku bawa kue")
    message = steer.phone(group)[0]["message_id"]
    page = act(steer, "edit", chat=group, message=message, text="Aku bawa roti").text
    assert "Aku bawa roti" in page and "edited" in page
    assert "Aku bawa roti" in requests.get(phone_url(steer, 1), params={"chat": group}, timeout=5).text
    act(steer, "enter", chat=group, who=steer.people[6]["user_id"])
    act(steer, "exit", chat=group)
    assert requests.get(phone_url(steer), params={"chat": group}, timeout=5).status_code == 404
    assert [b'"memberLeft"' in delivery.body for delivery in bot.wait_for(5)][-1]


def test_the_thread_is_fetched_only_when_it_changed(steer: Steering, bot: Bot) -> None:
    act(steer, "write", text="Halo")
    url = f"{phone_url(steer)}/thread"
    version = re.search(r'data-version="([^"]+)"', requests.get(url, timeout=5).text)
    assert version
    assert requests.get(url, params={"version": version[1]}, timeout=5).status_code == 204
    act(steer, "write", text="Lagi")
    assert "Lagi" in requests.get(url, params={"version": version[1]}, timeout=5).text


def test_answers_of_the_shop_have_buttons_that_work(steer: Steering, bot: Bot) -> None:
    ayu = steer.people[0]["user_id"]
    action = {"type": "postback", "label": "Bayar", "data": "pay=1", "displayText": "Saya bayar"}
    requests.post(
        f"{steer.url}/v2/bot/message/push",
        timeout=5,
        headers={"Authorization": f"Bearer {steer.account['channel_access_token']}"},
        json={
            "to": ayu,
            "messages": [
                {
                    "type": "text",
                    "text": "Totalnya 44.000",
                    "sender": {"name": "Budi"},
                    "quickReply": {"items": [{"type": "action", "action": action}]},
                }
            ],
        },
    )
    page = requests.get(phone_url(steer), timeout=5).text
    assert "Budi from Kopi Lereng Senja" in page and "Bayar</button>" in page
    act(steer, "postback", data="pay=1", text="Saya bayar")
    bodies = b"".join(delivery.body for delivery in bot.wait_for(2))
    assert b"Saya bayar" in bodies and b'"postback":{"data":"pay=1"}' in bodies


@pytest.mark.parametrize("path", ["/", "/phone"])
def test_pages_hold_to_a_strict_policy(steer: Steering, path: str) -> None:
    answer = requests.get(steer.url + path, timeout=5)
    assert "unsafe" not in answer.headers["Content-Security-Policy"]
    assert not re.search(r"\sstyle=|\son[a-z]+=|<script(?![^>]*src=)|<style", answer.text)
    assert "Cache-Control" in answer.headers


def test_every_sample_can_be_sent_from_the_phone_and_shown(steer: Steering, bot: Bot) -> None:
    for name in EVENTS:
        assert act(steer, "sample", name=name).status_code == 200
    assert requests.get(steer.url, timeout=5).status_code == 200
