"""The attacker: what somebody who holds the public file can work out of it, and what is hidden from him therefore."""
