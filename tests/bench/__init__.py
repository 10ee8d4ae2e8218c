"""`bin/bench`: measures the program beside its peers, in interleaved slices of one run, and prints ratios.

Nothing here is a test, and no test asserts a time: two cores that are shared with others give another figure each day,
but what is measured in turns within one run can be compared.
"""
