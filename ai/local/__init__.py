"""Text tools that need no key and no network: language, sentiment, sentences, keywords."""
