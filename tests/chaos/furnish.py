"""`python -m tests.chaos.furnish`: the companies and their staff, by the program's own command line."""

from __future__ import annotations

from qontak_line.app import create_app
from tests.chaos.cast import PASSWORD, STAFF


def main() -> None:
    app = create_app()
    runner = app.test_cli_runner()
    numbers: dict[str, str] = {}
    for person in STAFF:
        if person.organization not in numbers:
            numbers[person.organization] = str(len(numbers) + 1)
            _run(runner, ["organizations", "create", person.organization])
        place = ["--organization", numbers[person.organization]]
        command = ["users", "create", person.username, "--role", person.role, *place, "--password-stdin"]
        _run(runner, command, PASSWORD + "\n")


def _run(runner: object, command: list[str], stdin: str = "") -> None:
    done = runner.invoke(args=command, input=stdin)  # type: ignore[attr-defined]
    if done.exit_code:
        raise SystemExit(f"{command}: {done.output}")


if __name__ == "__main__":
    main()
