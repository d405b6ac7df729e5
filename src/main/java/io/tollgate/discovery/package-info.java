/**
 * Finds backends while Tollgate runs. {@link io.tollgate.discovery.Discovery} keeps a {@link
 * io.tollgate.discovery.Lookout} for each pool that asks for one; what it finds goes to {@link
 * io.tollgate.control.ConfigKeeper#discovered}, and what it cannot find changes nothing.
 */
@NullMarked
package io.tollgate.discovery;

import org.jspecify.annotations.NullMarked;
