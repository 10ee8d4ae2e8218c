"""Pages for people: the developer console and the phones. They work without JavaScript; with it they are live."""

from flask import Blueprint

from qontak_line.simulator.pages import console, phone, phone_forms, pictures, problems

BLUEPRINTS: tuple[Blueprint, ...] = (pictures.blueprint, console.blueprint, phone.blueprint, phone_forms.blueprint)

for _blueprint in BLUEPRINTS:
    problems.explain(_blueprint)
