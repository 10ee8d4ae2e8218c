"""Fills the demo: a team, a connected LINE account, and chats that came as real webhooks and were answered as by hand.

`python -m qontak_line.launcher.seed`, while the app and the simulator run. May be interrupted anywhere and run again:
each step first looks at what is there already.
"""
