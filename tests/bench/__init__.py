"""Speed as ratios: ours against the bare work or a Django team's usual way, in the same run.

``make bench`` prints every line with its target and a verdict; ``SCALE=10`` makes ten
counties. Machines are noisy, so contestants take turns and medians are compared.
"""
