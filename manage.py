#!/usr/bin/env python
"""Django's command line, for this site."""

import os
import sys

from cpd_site.operating import command_line

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cpd_site.settings")
    command_line.run(sys.argv)
