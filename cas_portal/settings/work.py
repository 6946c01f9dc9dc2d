"""Later work: the broker, and the ticks that look for rows that are due."""

from cas_portal.settings.environment import env

REDIS_URL = env("REDIS_URL", default="redis://127.0.0.1:6379/0")
CELERY_BROKER_URL = REDIS_URL
CELERY_TASK_IGNORE_RESULT = True
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_TASK_SERIALIZER = "json"
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_TASK_TIME_LIMIT = 600
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_TRANSPORT_OPTIONS = {"visibility_timeout": 900, "socket_timeout": 5, "socket_connect_timeout": 2}
CELERY_TASK_DEFAULT_QUEUE = env("CELERY_QUEUE", default="cas")
CELERY_TIMEZONE = "UTC"
# Ticks. One that no worker took before the next is due is dropped, so that a stopped worker finds no pile.
CELERY_BEAT_SCHEDULE = {
    "outbox": {"task": "cas_portal.outbox.tasks.sweep", "schedule": 2.0, "options": {"expires": 2}},
    "old-exports": {
        "task": "reports.tasks.delete_old_exports",
        "schedule": 3600.0,
        "options": {"expires": 600},
    },
    "outbox-purge": {"task": "cas_portal.outbox.tasks.purge", "schedule": 3600.0, "options": {"expires": 600}},
    "referrals-deadlines": {
        "task": "referrals.tasks.sweep_deadlines",
        "schedule": 60.0,
        "options": {"expires": 60},
    },
    "old-drafts": {"task": "assessments.tasks.purge_drafts", "schedule": 3600.0, "options": {"expires": 600}},
    "closed-programs": {"task": "clients.tasks.close_ended_programs", "schedule": 3600.0, "options": {"expires": 3000}},
    "birthdays": {"task": "clients.tasks.tell_of_birthdays", "schedule": 3600.0, "options": {"expires": 600}},
    "grievances": {"task": "clients.tasks.sweep_grievances", "schedule": 900.0, "options": {"expires": 600}},
    "duplicates": {
        "task": "clients.tasks.suspect_duplicates",
        "schedule": 3600.0,
        "options": {"expires": 600},
    },
    "accounts-idle": {"task": "cas_portal.accounts.tasks.close_idle", "schedule": 3600.0, "options": {"expires": 600}},
    "accounts-certificates": {
        "task": "cas_portal.notifications.tasks.warn_of_certificates",
        "schedule": 3600.0,
        "options": {"expires": 600},
    },
    "notice-mails": {
        "task": "cas_portal.notifications.tasks.mail_notices",
        "schedule": 60.0,
        "options": {"expires": 60},
    },
    "queues": {"task": "queues.tasks.sweep", "schedule": 2.0, "options": {"expires": 2}},
    "queues-deadlines": {"task": "queues.tasks.deadlines", "schedule": 60.0, "options": {"expires": 60}},
    "queues-nightly": {"task": "queues.tasks.nightly", "schedule": 600.0, "options": {"expires": 600}},
}
