"""Whether this process is ready, for the container engine: ends with 1 if it is not."""

import os
from http.client import HTTPConnection

asked = HTTPConnection("127.0.0.1", int(os.environ.get("PORT", "8000")), timeout=9)
host = os.environ["ALLOWED_HOSTS"].split(",")[0].lstrip(".")
asked.request("GET", "/readyz", headers={"Host": host})
raise SystemExit(asked.getresponse().status != 200)
