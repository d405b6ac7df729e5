/**
 * What each servlet container needs done in its own way. {@link io.tollgate.proxy.container.Containers} finds out once,
 * at start, where Tollgate runs. Everything by reflection, through handles that are looked up then: Tollgate is built
 * against none of them, and a container whose inside has changed is noticed at start, not under traffic.
 */
@NullMarked
package io.tollgate.proxy.container;

import org.jspecify.annotations.NullMarked;
