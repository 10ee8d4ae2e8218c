"""Whose conversations are asked for: nobody's, somebody's, certain people's; and how a query says so."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import ColumnElement, false, func

from qontak_line.models import Conversation, Role, User


@dataclass(frozen=True)
class Whose:
    """`nobody`: the unassigned ones too. `people`: those of these users; None stands for everybody's."""

    nobody: bool = True
    people: frozenset[int] | None = None

    def __and__(self, other: Whose) -> Whose:
        """What both ask for."""
        if self.people is None or other.people is None:
            people = other.people if self.people is None else self.people
        else:
            people = self.people & other.people
        return Whose(self.nobody and other.nobody, people)

    def __contains__(self, assignee: int | None) -> bool:
        if assignee is None:
            return self.nobody
        return self.people is None or assignee in self.people

    def ranges(self) -> list[ColumnElement[bool]]:
        """Conditions that exclude each other, one for each range of an index. An OR of them would read everything."""
        found: list[ColumnElement[bool]] = [Conversation.assignee_id.is_(None)] if self.nobody else []
        if self.people is None:
            return [*found, Conversation.assignee_id.is_not(None)]
        return [*found, *(Conversation.assignee_id == person for person in sorted(self.people))]

    def condition(self) -> list[ColumnElement[bool]]:
        """All in one condition that no index serves: it narrows what another one has found."""
        assignee = func.coalesce(Conversation.assignee_id, _NOBODY)
        if self.people is None:
            return [] if self.nobody else [assignee != _NOBODY]
        wanted = [*([_NOBODY] if self.nobody else []), *sorted(self.people)]
        return [assignee.in_(wanted)] if wanted else [false()]


_NOBODY = 0
"""No user has this id."""

ALL = Whose()
UNASSIGNED = Whose(people=frozenset())
ASSIGNED = Whose(nobody=False)


def of(person: int) -> Whose:
    return Whose(nobody=False, people=frozenset({person}))


def visible_to(user: User) -> Whose:
    """The rule of `Conversation.is_visible_to`."""
    return Whose(people=frozenset({user.id})) if user.role is Role.AGENT else ALL
