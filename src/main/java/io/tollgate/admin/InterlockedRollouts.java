package io.tollgate.admin;

import io.tollgate.assist.Rollout;
import io.tollgate.assist.RolloutException;
import io.tollgate.assist.Rollouts;
import io.tollgate.control.LiveConfig;
import io.tollgate.model.InvalidSettingException;

/**
 * Begins rolling deployments, unless their first batch would overload what it leaves and they are not confirmed. Later
 * batches are not judged beforehand: a rollout pauses by itself when its pool fares worse. Thread-safe.
 */
public final class InterlockedRollouts {
    private final LiveConfig live;
    private final Interlock interlock;
    private final Rollouts rollouts;

    public InterlockedRollouts(LiveConfig live, Interlock interlock, Rollouts rollouts) {
        this.live = live;
        this.interlock = interlock;
        this.rollouts = rollouts;
    }

    /**
     * Begins one as {@link Rollouts#start} does.
     *
     * @param force whether it is begun though it overloads
     * @throws InvalidSettingException when the order makes no sense, by its fields
     * @throws OverloadException when it would overload its pool as it is now, and is not forced
     */
    public Rollout start(String pool, Rollouts.Order order, boolean force) throws RolloutException, OverloadException {
        Impact impact = force ? null : interlock.judge(live.current(), rollouts.firstOut(pool, order));
        if (impact != null && impact.overloads()) {
            throw new OverloadException(impact);
        }
        return rollouts.start(pool, order);
    }
}
