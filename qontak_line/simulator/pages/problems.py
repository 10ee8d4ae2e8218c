"""What a page says when something is not possible."""

from flask import Blueprint, render_template


def explain(blueprint: Blueprint) -> None:
    """Turn the errors of the simulator's verbs into small pages; scripts show the same words in place."""
    blueprint.register_error_handler(LookupError, lambda error: (_page(error), 404))
    blueprint.register_error_handler(ValueError, lambda error: (_page(error), 422))


def _page(error: Exception) -> str:
    return render_template("problem.html", message=str(error))
