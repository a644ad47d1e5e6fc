#!/usr/bin/env python
"""Django's command line."""

import io
import os
import sys

from django.core.management import execute_from_command_line

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    if isinstance(sys.stdout, io.TextIOWrapper):  # a line shows at once in a log file, too
        sys.stdout.reconfigure(line_buffering=True)
    execute_from_command_line(sys.argv)
