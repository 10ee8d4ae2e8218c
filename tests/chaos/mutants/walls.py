"""Faults in the wall between organizations."""

from __future__ import annotations

from tests.chaos.mutants.planted import Edit, Mutant

MUTANTS = (
    Mutant(
        "blind_to_organizations",
        (
            Edit(
                "qontak_line.web.access",
                "Conversation.id == conversation_id, Conversation.organization_id == me().organization_id",
                "Conversation.id == conversation_id",
            ),
            Edit(
                "qontak_line.web.access",
                "if found is None or not (even_hidden or found.is_visible_to(me())):",
                "if found is None:",
            ),
        ),
        ("incidents",),
        "another organization",
    ),
)
