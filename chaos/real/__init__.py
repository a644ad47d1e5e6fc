"""What the product's own commands need to run under fire: names for their processes, short waits.

`DJANGO_SETTINGS_MODULE=chaos.real.settings` in their environment; nothing of the product knows it.
"""
