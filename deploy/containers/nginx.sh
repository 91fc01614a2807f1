#!/bin/sh
# nginx as compose.yaml starts it: deploy/nginx.conf, with the names and ports that hold there.
set -eu

here=${CPD_DEPLOY:-/etc/cpd}
work=${CPD_WORK:-/tmp}
sed -e "s|127.0.0.1:8001|${WEB_1:-web-1:8000}|" -e "s|127.0.0.1:8002|${WEB_2:-web-2:8000}|" \
  -e "s|listen 443 ssl|listen ${HTTPS:-8443} ssl|" -e "s|listen 80;|listen ${HTTP:-8080};|" \
  -e "s|access_log .*;|access_log off;|" -e "s|server_name .*;|server_name _;|" \
  -e "s|/etc/nginx/cpd_proxy.conf|$here/cpd_proxy.conf|" \
  -e "s|/etc/ssl/cpd|${CERTIFICATE_DIR:-/etc/ssl/cpd}|" \
  -e "s|/srv/cpd/static|${STATIC_ROOT:-/srv/cpd/static}|" \
  -e "s|/var/cache/nginx/cpd|${CACHE_DIR:-/var/cache/nginx/cpd}|" \
  "$here/nginx.conf" >"$work/cpd.conf"
cat >"$work/nginx.conf" <<EOF
daemon off;
pid $work/nginx.pid;
error_log stderr;
events {}
http {
    include /etc/nginx/mime.types;
    access_log off;
    client_body_temp_path $work/body;
    proxy_temp_path $work/proxy;
    fastcgi_temp_path $work/fastcgi;
    uwsgi_temp_path $work/uwsgi;
    scgi_temp_path $work/scgi;
    include $work/cpd.conf;
}
EOF
exec nginx -c "$work/nginx.conf"
