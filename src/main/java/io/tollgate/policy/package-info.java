/**
 * How a pool picks. A {@link io.tollgate.policy.Policy} keeps what must outlive a change (cursor,
 * random source) and makes a {@link io.tollgate.policy.Picker}, frozen over today's candidates.
 * {@link io.tollgate.policy.Policies} is the one registry: a new policy is one class, one line there,
 * and its test.
 */
@NullMarked
package io.tollgate.policy;

import org.jspecify.annotations.NullMarked;
