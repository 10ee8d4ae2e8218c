"""The stickers that a bot may send (LINE's "Sticker definitions"), and a few that the phone offers."""

from dataclasses import dataclass

SENDABLE = {
    446: range(1988, 2028),
    789: range(10855, 10895),
    1070: range(17839, 17879),
    6136: range(10551376, 10551400),
    6325: range(10979904, 10979928),
    6359: range(11069848, 11069872),
    6362: range(11087920, 11087944),
    6370: range(11088016, 11088040),
    6632: range(11825374, 11825398),
    8515: range(16581242, 16581266),
    8522: range(16581266, 16581290),
    8525: range(16581290, 16581314),
    11537: range(52002734, 52002780),
    11538: range(51626494, 51626534),
    11539: range(52114110, 52114150),
}
"""Package id → sticker ids."""


@dataclass(frozen=True)
class Sticker:
    """A sticker on the phone's shelf. LINE's drawings are not ours to copy: `drawing` names one of our own."""

    package_id: str
    sticker_id: str
    drawing: str
    keywords: tuple[str, ...]


SHELF = (
    Sticker("11537", "52002734", "good", ("good", "ok", "thumbs up")),
    Sticker("11537", "52002735", "happy", ("happy", "smile")),
    Sticker("11537", "52002738", "thanks", ("thank you", "please")),
    Sticker("11537", "52002742", "sad", ("sad", "cry")),
    Sticker("11538", "51626494", "hello", ("hello", "hi")),
    Sticker("11538", "51626501", "love", ("love", "heart")),
    Sticker("11539", "52114113", "party", ("party", "congratulations")),
    Sticker("11539", "52114116", "sleepy", ("sleepy", "good night")),
)


def is_sendable(package_id: str, sticker_id: str) -> bool:
    return package_id.isdecimal() and sticker_id.isdecimal() and int(sticker_id) in SENDABLE.get(int(package_id), ())


def find_on_shelf(package_id: str, sticker_id: str) -> Sticker | None:
    return next(
        (sticker for sticker in SHELF if (sticker.package_id, sticker.sticker_id) == (package_id, sticker_id)), None
    )
