"""What is logged when a request is refused."""

import logging
import sys

from django.core.exceptions import PermissionDenied

from config.logs import WithoutTraceOfRefusals


def record_of(error: Exception) -> logging.LogRecord:
    try:
        raise error
    except type(error):
        return logging.LogRecord("django.request", 30, "", 1, "Refused", (), sys.exc_info())


def test_a_refusal_is_logged_without_a_stack_trace():
    record = record_of(PermissionDenied("Viewers look only."))
    assert WithoutTraceOfRefusals().filter(record)
    assert record.exc_info is None


def test_a_fault_keeps_its_stack_trace():
    record = record_of(ValueError("broken"))
    assert WithoutTraceOfRefusals().filter(record)
    assert record.exc_info[0] is ValueError
