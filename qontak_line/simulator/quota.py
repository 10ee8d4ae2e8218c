"""The monthly message quota. Pushes are counted per recipient that they reach; replies are free."""

from qontak_line.simulator.accounts import QUOTA_TYPES, Account
from qontak_line.simulator.platform import Platform


def used(platform: Platform, account: Account) -> int:
    """Messages counted in the running month."""
    counted = platform.store.value(
        "select used from account where channel_id = ? and used_month = ?", account.channel_id, platform.clock.month()
    )
    return int(counted or 0)


def allows(platform: Platform, account: Account, recipients: int) -> bool:
    """Whether a push to so many recipients still fits."""
    return account.quota_type == "none" or used(platform, account) + recipients <= account.quota_value


def count(platform: Platform, account: Account, recipients: int) -> None:
    set_used(platform, account, used(platform, account) + recipients)


def set_used(platform: Platform, account: Account, messages: int) -> None:
    platform.store.run(
        "update account set used = ?, used_month = ? where channel_id = ?",
        messages,
        platform.clock.month(),
        account.channel_id,
    )


def change(platform: Platform, account: Account, *, kind: str, value: int) -> None:
    """Raise ValueError for an unknown kind or a negative value."""
    if kind not in QUOTA_TYPES:
        raise ValueError(f"quota_type must be one of {', '.join(QUOTA_TYPES)}")
    if value < 0:
        raise ValueError("quota_value must not be negative")
    platform.store.run(
        "update account set quota_type = ?, quota_value = ? where channel_id = ?", kind, value, account.channel_id
    )
