"""The tagger: how likely each sentence carries a threat, by a small encoder behind a filter of words."""
