"""`users`: create, set-password, deactivate, list."""

from __future__ import annotations

import sys

import click
from sqlalchemy import select

from qontak_line.actions import passwords
from qontak_line.actions import users as verbs
from qontak_line.cli.group import columns, group, in_app
from qontak_line.db import db, transaction
from qontak_line.models import Organization, Role, User
from qontak_line.models.user import username_key

users = group("users", "Users: the staff of an organization.")

_from_stdin = click.option("--password-stdin", is_flag=True, help="Read the password from the first line of stdin.")


@users.command("create", with_appcontext=False)
@click.argument("username")
@click.option("--role", required=True, type=click.Choice([role.value for role in Role]))
@click.option("--organization", "organization_id", type=int, help="May be left out while there is only one.")
@click.option("--name", default="", help="What colleagues see; the username when left out.")
@_from_stdin
@in_app
def create(username: str, role: str, organization_id: int | None, name: str, password_stdin: bool) -> None:
    """Add a user and print the id."""
    organization = _organization(organization_id)
    password_hash = passwords.hash_password(_password(password_stdin))
    try:
        with transaction():
            made = verbs.invite(
                organization.id, username=username, name=name, role=Role(role), password_hash=password_hash, by=None
            )
    except verbs.UsernameTaken:
        raise click.ClickException(f"the username {username} is taken") from None
    except verbs.BadUsername:
        raise click.ClickException("a username holds letters, digits and . _ @ + - only, at most 64") from None
    _print(made)


@users.command("set-password", with_appcontext=False)
@click.argument("username")
@_from_stdin
@in_app
def set_password(username: str, password_stdin: bool) -> None:
    """Give a new password; every session of the user ends."""
    user = _user(username)
    password_hash = passwords.hash_password(_password(password_stdin))
    with transaction():
        verbs.reset_password(user, password_hash, by=None)


@users.command("deactivate", with_appcontext=False)
@click.argument("username")
@in_app
def deactivate(username: str) -> None:
    """Log out everywhere and keep out."""
    user = _user(username)
    try:
        with transaction():
            verbs.deactivate(user, by=None)
    except verbs.LastAdmin:
        raise click.ClickException(
            f"{username} is the last active Admin of organization {user.organization_id}"
        ) from None


@users.command("list", with_appcontext=False)
@in_app
def list_all() -> None:
    """Id, organization, username, role, state, name."""
    for user in db.session.scalars(select(User).order_by(User.organization_id, User.id)):
        _print(user)


def _print(user: User) -> None:
    state = "active" if user.is_active else "deactivated"
    columns(user.id, user.organization_id, user.username, user.role.value, state, user.name)


def _user(username: str) -> User:
    found = db.session.scalar(select(User).where(User.username_key == username_key(username)))
    if found is None:
        raise click.ClickException(f"there is no user {username}")
    return found


def _organization(organization_id: int | None) -> Organization:
    if organization_id is not None:
        found = db.session.get(Organization, organization_id)
        if found is None:
            raise click.ClickException(f"there is no organization {organization_id}")
        return found
    every = db.session.scalars(select(Organization).limit(2)).all()
    if not every:
        raise click.ClickException("there is no organization yet; make one with: organizations create NAME")
    if len(every) > 1:
        raise click.ClickException("there are several organizations; say which with --organization ID")
    return every[0]


def _password(from_stdin: bool) -> str:
    """Never an argument: those are seen by every user of the machine."""
    if not from_stdin:
        raise click.ClickException("give the password on stdin, with --password-stdin")
    line = sys.stdin.buffer.readline().decode("utf-8", "surrogateescape")
    password = line.removesuffix("\n").removesuffix("\r")
    if not passwords.MIN_LENGTH <= len(password) <= passwords.MAX_LENGTH:
        raise click.ClickException(
            f"a password has {passwords.MIN_LENGTH} to {passwords.MAX_LENGTH} characters, not {len(password)}"
        )
    return password
