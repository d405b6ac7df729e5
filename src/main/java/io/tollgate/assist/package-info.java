/**
 * What operates pools by itself where operators ask for it. Rolling deployments: a pool's backends are drained, renewed, found well and let in again, batch by batch. {@link
 * io.tollgate.assist.Rollouts} walks; a {@link io.tollgate.assist.Rollout} is how far one is, and stands in the state
 * folder before anything is done, so that a restart finds a true account.
 */
@NullMarked
package io.tollgate.assist;

import org.jspecify.annotations.NullMarked;
