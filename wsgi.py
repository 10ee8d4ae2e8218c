"""The application for `flask --app wsgi`. It starts no thread; servers load `qontak_line.serve` instead."""

import os
import sys

from qontak_line.app import create_app
from qontak_line.config import SettingError

os.umask(0o077)  # what commands write is for its owner alone, as in the launcher
try:
    app = create_app()
except SettingError as problem:
    sys.exit(f"qontak_line: {problem}")
