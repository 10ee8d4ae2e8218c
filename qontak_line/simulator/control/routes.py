"""The blueprint of the control API, and its errors."""

from flask import Blueprint, Response, jsonify

from qontak_line.simulator.control import account_routes, event_routes, plan_routes, record_routes, world_routes

blueprint = Blueprint("control", __name__, url_prefix="/_control")
for part in (account_routes, event_routes, plan_routes, record_routes, world_routes):
    blueprint.register_blueprint(part.blueprint)


@blueprint.errorhandler(LookupError)
def _unknown(error: LookupError) -> tuple[Response, int]:
    return jsonify(message=str(error)), 404


@blueprint.errorhandler(ValueError)
def _impossible(error: ValueError) -> tuple[Response, int]:
    return jsonify(message=str(error)), 422
