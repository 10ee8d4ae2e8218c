"""The application for `flask --app wsgi`. It starts no thread; servers load `qontak_line.serve` instead."""

import os

from qontak_line.app import create_app

os.umask(0o077)  # what commands write is for its owner alone, as in the launcher
app = create_app()
