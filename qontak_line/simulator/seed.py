"""Two shops and the people who write to them, for a state file that is still empty. All names are made up."""

from qontak_line.simulator import accounts, chats, identifiers, people, tokens
from qontak_line.simulator.people import Person
from qontak_line.simulator.pictures import look_of
from qontak_line.simulator.platform import Platform

SHOPS = (("Kopi Lereng Senja", True), ("Batik Sekar Pagi", False))
"""Name, and whether *Use webhook* is on already."""
PEOPLE = (
    ("Ayu Lestari", "id", "Ngopi dulu ☕", "long"),
    ("Bagas Wicaksono", "id", "", "short"),
    ("ณัฐธิดา สุขใจ", "th", "กาแฟวันละแก้ว", "long"),
    ("Somsak Thongdee", "th", "", "short"),
    ("佐藤 美咲", "ja", "カフェ巡りが好き", "long"),
    ("Putri 🌙✨", "id", "slow reply yaa 🙏", "scarf"),
    ("高橋 健太", "ja", "", "short"),
)
"""Name, language, status message, and the look of the picture."""
STRANGERS = ("高橋 健太",)
"""They are nobody's friends yet."""
GROUP = "Arisan Kopi Kamis"


def seed(platform: Platform) -> None:
    """Fill an empty state; leave any other alone."""
    if accounts.every(platform):
        return
    with platform.store.transaction(durable=True):
        crowd = [_meet(platform, *person) for person in PEOPLE]
        for name, use_webhook in SHOPS:
            _open_shop(platform, name, use_webhook, crowd)
        chats.create(platform, "group", GROUP, [person.user_id for person in crowd[:4]])
        chats.create(platform, "room", "", [person.user_id for person in crowd[4:6]])


def _meet(platform: Platform, name: str, language: str, status_message: str, look: str) -> Person:
    """Somebody whose picture, which is drawn from the id, fits the name."""
    user_id = identifiers.user_id()
    while look_of(user_id) != look:
        user_id = identifiers.user_id()
    return people.create(platform, name, language, status_message, user_id=user_id)


def _open_shop(platform: Platform, name: str, use_webhook: bool, crowd: list[Person]) -> None:
    account = accounts.create(platform, name, use_webhook=use_webhook)
    tokens.issue(platform, account)
    for person in crowd:
        if person.name not in STRANGERS:
            people.set_friendship(platform, account, person.user_id, "friend")
