"""How to turn one token into another at the best price over many markets, and the proof of how good the answer is."""
