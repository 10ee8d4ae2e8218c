"""The application for `flask --app wsgi`. It starts no thread; servers load `qontak_line.serve` instead."""

from qontak_line.app import create_app

app = create_app()
