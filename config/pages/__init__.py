"""Pages that join several apps: the dashboard, one asset, one post."""
