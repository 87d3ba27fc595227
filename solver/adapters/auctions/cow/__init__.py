"""CoW Protocol's solver engine format: an auction in, solutions out (cowprotocol/services, crates/solvers-dto)."""
