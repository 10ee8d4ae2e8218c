"""Profile and account pictures: fetched from LINE once, made small and harmless, and served by ourselves."""

from qontak_line.actions.pictures.keep import keep
from qontak_line.actions.pictures.orphans import remove_orphans
from qontak_line.actions.pictures.refresh import refresh_channel, refresh_contact

__all__ = ["keep", "refresh_channel", "refresh_contact", "remove_orphans"]
