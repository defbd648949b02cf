"""Counters in Redis, for all servers: whatever a call costs, it is one trip there, and all or nothing."""

from collections.abc import Sequence

from bookstore.api.limits.budgets import Budget, Spent, State
from bookstore.shared.changes import KEY, NEWS, News, fresh_epoch
from bookstore.shared.reach import Reach

SPEND = (
    NEWS
    + """
local cost, budgets, allowed, used, answer = tonumber(ARGV[1]), #KEYS - 1, 1, {}, {}
for i = 1, budgets do
    used[i] = tonumber(redis.call('GET', KEYS[i]) or 0)
    if used[i] + cost > tonumber(ARGV[2 * i]) then allowed = 0 end
end
for i = 1, budgets do
    local key = KEYS[i]
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
local last = 2 * budgets + 2
return table.concat(answer, ' ') .. ' ' .. news(KEYS[#KEYS], ARGV[last], last + 1)
"""
)

PREFIX = "bookstore:limits:"


class Remote:
    """Budgets by what is spent of them, in Redis; Away when it cannot be reached."""

    def __init__(self, reach: Reach) -> None:
        self._reach = reach

    def spend(self, budgets: Sequence[Budget], cost: int = 1, places: Sequence[int] = ()) -> Spent:
        """Take the cost from all budgets, or from none; 0 only looks, -1 gives back. The same trip brings the news."""
        rates = [(budget.policy.rate.amount, budget.policy.rate.seconds * 1000) for budget in budgets]
        keys = [*(PREFIX + budget.key for budget in budgets), KEY]
        arguments = [cost, *(value for rate in rates for value in rate), fresh_epoch(), *places]
        allowed, *found = map(int, self._reach.run(SPEND, keys, arguments).split())
        states = (
            State(budget, used, (left if left >= 0 else whole) / 1000)
            for budget, used, left, (_, whole) in zip(budgets, found[:-3:2], found[1:-3:2], rates, strict=True)
        )
        return Spent(bool(allowed), tuple(states), News(*found[-3:]))
