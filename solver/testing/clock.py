"""Time that moves only when told to."""

from dataclasses import dataclass


@dataclass
class StillClock:
    """Both clocks stand still until `pass_ns`."""

    wall_ns: int = 1_790_000_000 * 10**9
    steady_ns: int = 1

    def now_ns(self) -> int:
        return self.wall_ns

    def monotonic_ns(self) -> int:
        return self.steady_ns

    def pass_ns(self, elapsed_ns: int) -> None:
        """Let time go by on both."""
        self.wall_ns += elapsed_ns
        self.steady_ns += elapsed_ns
