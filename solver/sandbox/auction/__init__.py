"""A real auction house on a socket: sealed bids of signed hedge intents, one winner, one cosignature."""
