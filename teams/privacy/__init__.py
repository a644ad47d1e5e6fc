"""Export and erasure: what a team or a person may take with them, and how nothing stays."""
