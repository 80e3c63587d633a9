"""The program killed at random moments: ``python -m tests.crashes --kills 200 --seed 1`` is the full run.

``nursery`` starts and kills it, ``work`` is what it is killed at, ``harness`` compares what is left with an
undisturbed run.
"""
