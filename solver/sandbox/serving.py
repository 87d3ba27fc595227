"""What every server of the sandbox agrees on."""

KEEP_ALIVE_S = 120
"""An idle connection is kept for longer than clients keep it (httpx 5 s; reqwest, and so a forked Anvil, 90 s): a
request that meets a server just closing its connection is answered by a reset, on which Anvil gives up a fork's read.
"""
