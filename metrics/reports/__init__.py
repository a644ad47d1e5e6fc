"""The four reports of seed 001. One selector each, for page, API, admin and file."""
