"""The members of a household while a ledger is read: who is there, and under which number."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass
class Members:
    """Who is in a household, and which places in it are free."""

    names: dict[tuple[str, str], int] = field(default_factory=dict)
    last: int = 0
    gaps: list[int] = field(default_factory=list)
    new_gaps: list[int] = field(default_factory=list)

    @property
    def count(self) -> int:
        return len(self.names)

    def has(self, name: str, index: str) -> bool:
        return (name, index) in self.names

    def put(self, seq: int, name: str, index: str) -> None:
        self.new_gaps += range(self.last + 1, seq)
        self.names[(name, index)] = seq
        self.last = max(self.last, seq)

    def leave_gap(self) -> None:
        self.last += 1
        self.new_gaps.append(self.last)

    def next_seq(self) -> int:
        """The place of a refused row, once its file is closed; else the next one."""
        return self.gaps.pop(0) if self.gaps else self.last + 1

    def settle(self) -> None:
        self.gaps = sorted(self.gaps + self.new_gaps)
        self.new_gaps = []
