"""Training of the tagger: sentences in, a small encoder and a word filter out. See ``training/README.md``."""
