"""Set the scene, step by step."""

import sys

import requests

from qontak_line.app import create_app
from qontak_line.config import Settings, load
from qontak_line.launcher.playbill import Playbill
from qontak_line.launcher.seed import account, chats, team
from qontak_line.launcher.seed.phones import Phones
from qontak_line.launcher.seed.staff import Staff
from qontak_line.launcher.seed.waiting import NotYet


def seed(settings: Settings) -> None:
    """Raises `NotYet` when something takes too long, `requests.RequestException` when one of the servers is away."""
    passwords = {player.username: player.password for player in Playbill(settings.data_dir).cast}
    phones = Phones(settings.line_api_url)
    with create_app(settings).app_context():
        team.gather(passwords)
        staff = {name: Staff(settings.public_url, name, password) for name, password in passwords.items()}
        account.connect(phones.accounts()[0], staff[team.ADMIN])
        chats.play_all(phones, staff)


def main() -> int:
    try:
        seed(load())
    except (NotYet, requests.RequestException) as problem:
        print(f"seed: {problem}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
