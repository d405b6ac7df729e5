/**
 * Policies judged by simulation: virtual time, seeded, one event after another, so that every run is the same to the
 * last digit. {@link io.tollgate.sim.Run} sends requests through a {@link io.tollgate.sim.Balancer}, a real pool or the
 * model of a peer, to servers that behave as a {@link io.tollgate.sim.Scenario} says. {@link io.tollgate.sim.Bench} is
 * all of the runs; {@link io.tollgate.sim.PoliciesBenchPageTest} keeps etc/bench/policies.md in step with them and
 * {@link io.tollgate.sim.PoliciesExpectationsTest} says what each must show.
 */
@NullMarked
package io.tollgate.sim;

import org.jspecify.annotations.NullMarked;
