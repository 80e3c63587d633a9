"""The program killed at random moments: ``python -m tests.crashes --kills 200 --seed 1`` is the full run.

With ``--postgres`` its registers lie on a server, which also goes away under it.

``nursery`` starts and kills it, ``work`` is what it is killed at, ``benches`` hold the registers,
``harness`` compares what is left with an undisturbed run.
"""
