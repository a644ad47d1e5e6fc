"""Whisper on this machine, by faster-whisper (requirements-stt.txt)."""
