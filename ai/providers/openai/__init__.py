"""OpenAI, and every server that speaks its protocol (set OPENAI_BASE_URL)."""
