"""Webhooks: what networks tell us (incoming), and what we tell a team's servers (outgoing)."""
