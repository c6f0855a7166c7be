"""What `make run` does: the whole of Vaultkeeper on one machine, with nothing to install.

It runs without Django's settings, because it makes the environment that they read.
"""
