"""The tagger: how likely each sentence carries a threat, by a small encoder behind a filter of words.

words      most sentences are spared the encoder         (data/words.json)
context    what is read before a sentence
pieces     words as numbers                              (data/pieces.txt)
encoder    the graph, in two halves                      (data/tagger-lower.onnx, data/tagger-upper.onnx)
reading    what its figures mean
found      candidates where no cue of the rules fits
"""
