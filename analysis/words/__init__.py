"""The words for a piece of media: topics, captions, hashtags."""
