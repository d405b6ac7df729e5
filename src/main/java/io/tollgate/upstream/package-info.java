/**
 * Below the lease: {@link io.tollgate.upstream.Upstream} sends one attempt to one backend and knows
 * no container. jetty-client is its first form.
 */
@NullMarked
package io.tollgate.upstream;

import org.jspecify.annotations.NullMarked;
