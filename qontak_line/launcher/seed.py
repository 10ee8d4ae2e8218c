"""Fills the demo, once: `python -m qontak_line.launcher.seed`. May be interrupted anywhere and run again."""


def main() -> None:
    """TODO the team"""


if __name__ == "__main__":
    main()
