"""WSGI entry point, served by granian."""

import gc
import os

from django.core.wsgi import get_wsgi_application
from django.urls import get_resolver

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
application = get_wsgi_application()
# The code of every page is loaded before the first request, then left out of the collections:
# sweeping it again and again cost one request in ten a tenth of a second.
len(get_resolver().url_patterns)
gc.collect()
gc.freeze()
