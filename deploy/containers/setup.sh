#!/bin/sh
# compose.yaml runs this at each start, before the site: steps 3 and 4 of “Set up” in
# docs/operating.md, and a certificate for trying where there is none.
set -eu

certificate=${CERTIFICATE_DIR:-/srv/cpd/certificate}
if [ ! -e "$certificate/key.pem" ]; then
  openssl req -x509 -newkey rsa:2048 -nodes -days 365 -subj "/CN=${ALLOWED_HOSTS%%,*}" \
    -keyout "$certificate/key.pem" -out "$certificate/fullchain.pem" 2>/dev/null
fi
python manage.py migrate --verbosity 0
python manage.py createcachetable
python manage.py collectstatic --noinput --verbosity 0
python manage.py load_frameworks
