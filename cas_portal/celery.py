"""The Celery application. Messages are ticks only: what must happen is a row in PostgreSQL first."""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cas_portal.settings.dev")
os.environ.setdefault("CAS_DB_LOGIN", "worker")

app = Celery("cas_portal")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
