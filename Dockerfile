# The site, its worker and its commands: `docker compose up` (compose.yaml) starts all of them.
FROM python:3.13-slim-trixie

# pg_dump, of the version of the database in compose.yaml, and what makes a certificate for trying.
RUN apt-get update \
 && apt-get install --yes --no-install-recommends postgresql-client-17 openssl \
 && rm -rf /var/lib/apt/lists/*
RUN useradd --uid 10001 --home-dir /srv/cpd --shell /usr/sbin/nologin cpd \
 && install --directory --owner=cpd --group=cpd \
    /srv/cpd/static /srv/cpd/files /srv/cpd/backups /srv/cpd/certificate

WORKDIR /srv/cpd/site
COPY requirements/base.txt requirements/base.txt
RUN pip install --no-cache-dir --require-hashes --requirement requirements/base.txt
COPY . .
# What the site would else write beside its code: bytecode, and bundles of style sheets (var/).
RUN python -m compileall -q cpd_site frameworks opportunities \
 && python manage.py collectstatic --dry-run --noinput --verbosity 0

ENV CPD_ENV=production
ENV STATIC_ROOT=/srv/cpd/static
ENV FILES_CACHE_DIR=/srv/cpd/files
ENV OLD_EVENTS_DIR=/srv/cpd/backups/old-events
ENV PYTHONUNBUFFERED=1
USER 10001:10001
EXPOSE 8000
HEALTHCHECK --interval=10s --timeout=10s --start-period=60s \
  CMD ["python", "deploy/containers/healthcheck.py"]
CMD ["python", "manage.py", "serve", "--host", "0.0.0.0", "--port", "8000"]
