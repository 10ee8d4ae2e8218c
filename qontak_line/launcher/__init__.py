"""Starts the program, and stops it: what `bin/run`, `bin/worker` and `bin/demo` execute.

One small process that stays in the foreground: it claims the data directory, opens the port, migrates, and then keeps
the web server (and in the demo the LINE simulator) alive. It never imports the application: that would double the
memory. `bin/worker` alone has nothing to keep alive: there the one process is the application.
"""
