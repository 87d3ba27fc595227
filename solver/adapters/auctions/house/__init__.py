"""The auction house of docs/reference/auction.yaml."""
