"""The fault plan of all accounts, and what it did."""

from typing import Any

from flask import Blueprint, Response, abort, jsonify

from qontak_line.simulator import fault_plan
from qontak_line.simulator.api.calls import current_platform
from qontak_line.simulator.control.bodies import body, number
from qontak_line.simulator.fault_words import SENDING

blueprint = Blueprint("plan", __name__, url_prefix="/fault-plan")


@blueprint.get("")
def read_plan() -> Response:
    plan = current_platform().plan
    return jsonify(seed=plan.seed, size=plan.size, calls=plan.calls, struck=dict(plan.struck))


@blueprint.post("")
def set_plan() -> Response:
    """A new plan begins with a new deck; the counts of the old one are forgotten."""
    fields = body()
    platform = current_platform()
    platform.plan = fault_plan.FaultPlan(
        int(number(fields, "seed", 0)),
        {fault: int(number(_table(fields, "faults"), fault)) for fault in _table(fields, "faults")},
        size=int(number(fields, "size", 100)),
        values={fault: number(_table(fields, "values"), fault) for fault in _table(fields, "values")},
        endpoints=fields.get("endpoints", SENDING),
    )
    return read_plan()


def _table(fields: dict[str, Any], name: str) -> dict[str, Any]:
    found = fields.get(name, {})
    if not isinstance(found, dict):
        abort(400, f"{name} must be an object.")
    return found
