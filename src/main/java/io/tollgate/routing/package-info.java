/**
 * From request to action. {@link io.tollgate.routing.Router} is compiled once per snapshot from the
 * routes, is immutable, and explains its choice.
 */
@NullMarked
package io.tollgate.routing;

import org.jspecify.annotations.NullMarked;
