"""The mark that tells a demo's data directory from a real one."""

from pathlib import Path

from qontak_line.launcher.refusal import Refusal

MARK = ".demo"
DATABASE = "qontak_line.sqlite3"


def refuse_demo(data_dir: Path) -> None:
    """Real data must not come to lie where invented data lies."""
    if (data_dir / MARK).exists():
        raise Refusal(f"DATA_DIR: {data_dir} belongs to bin/demo; choose another one")


def mark_demo(data_dir: Path) -> None:
    """Mark the directory as a demo's, unless a real installation lives there."""
    if (data_dir / MARK).exists():
        return
    if (data_dir / DATABASE).exists():
        raise Refusal(f"DATA_DIR: {data_dir} belongs to bin/run; bin/demo needs a directory of its own")
    (data_dir / MARK).write_text("This directory was made by bin/demo. Delete it to begin the demo anew.\n")
