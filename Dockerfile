# One image for web, worker, beat and migrations; docker-compose.yml says which command each runs.
FROM python:3.11-slim-bookworm AS packages
WORKDIR /build
COPY requirements/installer.txt requirements/base.txt ./
RUN python -m venv /opt/venv \
    && /opt/venv/bin/pip install --no-cache-dir --require-hashes -r installer.txt \
    && /opt/venv/bin/uv pip install --no-cache --python /opt/venv/bin/python --require-hashes -r base.txt

FROM python:3.11-slim-bookworm
ENV PATH=/opt/venv/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    DJANGO_SETTINGS_MODULE=cas_portal.settings.production
RUN useradd --system --create-home --home-dir /srv/portal portal
WORKDIR /srv/portal
COPY --from=packages /opt/venv /opt/venv
COPY --chown=portal . .
USER portal
# The production settings refuse to start without their variables; collecting static files uses none of them.
RUN env SECRET_KEY=build ALLOWED_HOSTS=build SITE_URL=https://build DATABASE_URL=postgres://build/build \
    WORKER_DATABASE_URL=postgres://build/build MIGRATION_DATABASE_URL=postgres://build/build REDIS_URL=redis://build \
    S3_ENDPOINT_URL=http://build S3_ACCESS_KEY=build S3_SECRET_KEY=build S3_BUCKET=build FIELD_KEYS=build \
    SSN_INDEX_KEY=build python manage.py collectstatic --no-input --verbosity 0
EXPOSE 8000
CMD ["gunicorn", "cas_portal.wsgi:application", "--bind", "0.0.0.0:8000", "--threads", "8", "--timeout", "60", \
     "--worker-tmp-dir", "/dev/shm", "--no-control-socket"]
