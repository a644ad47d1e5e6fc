"""What can be measured in a media file: pure functions, no database, one decode."""
