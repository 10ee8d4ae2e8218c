"""Pages for people: the developer console and the phones."""

from flask import Blueprint

from qontak_line.simulator.pages import pictures

BLUEPRINTS: tuple[Blueprint, ...] = (pictures.blueprint,)
