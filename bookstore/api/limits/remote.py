"""Counters in Redis, for all servers: whatever a call costs, it is one trip there, and all or nothing."""

from collections.abc import Sequence
from threading import local

from redis import ConnectionError as Disconnected
from redis import Redis
from redis.backoff import NoBackoff
from redis.commands.core import Script
from redis.retry import Retry

from bookstore.api.limits.budgets import Budget, Spent, State

TIMEOUT = 0.1
"""Seconds that Redis gets: a call that waits for a frozen one is not to notice."""

SPEND = """
local cost, allowed, used, answer = tonumber(ARGV[1]), 1, {}, {}
for i, key in ipairs(KEYS) do
    used[i] = tonumber(redis.call('GET', key) or 0)
    if used[i] + cost > tonumber(ARGV[2 * i]) then allowed = 0 end
end
for i, key in ipairs(KEYS) do
    if allowed == 1 and (cost > 0 or cost < 0 and used[i] > 0) then
        used[i] = redis.call('INCRBY', key, cost)
    end
    local left = redis.call('PTTL', key)
    if left == -1 then
        left = tonumber(ARGV[2 * i + 1])
        redis.call('PEXPIRE', key, left)
    end
    answer[2 * i], answer[2 * i + 1] = used[i], left
end
answer[1] = allowed
return answer
"""


PREFIX = "bookstore:limits:"


class Remote:
    """Budgets by what is spent of them, in Redis; every failure of it is a RedisError.

    Each thread has a connection of its own: a pool asks the socket before each use whether it is still good. One that
    is not is opened again at once; who was kept waiting does not wait again.
    """

    def __init__(self, url: str) -> None:
        self._url = url
        self._local = local()

    def spend(self, budgets: Sequence[Budget], cost: int = 1) -> Spent:
        """Take the cost from all budgets, or from none; 0 only looks, -1 gives back."""
        rates = [(budget.policy.rate.amount, budget.policy.rate.seconds * 1000) for budget in budgets]
        arguments = [cost, *(value for rate in rates for value in rate)]
        allowed, *found = self._script()([PREFIX + budget.key for budget in budgets], arguments)
        states = (
            State(budget, used, (left if left >= 0 else whole) / 1000)
            for budget, used, left, (_, whole) in zip(budgets, found[::2], found[1::2], rates, strict=True)
        )
        return Spent(bool(allowed), tuple(states))

    def _script(self) -> Script:
        """The script with the connection of this thread."""
        if not hasattr(self._local, "script"):
            client = Redis.from_url(
                self._url,
                single_connection_client=True,
                socket_timeout=TIMEOUT,
                socket_connect_timeout=TIMEOUT,
                retry=Retry(NoBackoff(), 1, supported_errors=(Disconnected,)),
            )
            self._local.script = client.register_script(SPEND)
        script: Script = self._local.script
        return script
