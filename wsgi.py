"""The application for gunicorn (`gunicorn wsgi:app`) and for `flask --app wsgi`."""

import sys

from bookstore import create_app
from config import ConfigurationError

try:
    app = create_app()
except ConfigurationError as error:
    sys.exit(str(error))
