"""Connected LINE Official Accounts: connect, check, replace_token, disconnect.

The first three open their own transactions, one per step, because LINE is called in between and no transaction
may wait for it.
"""
