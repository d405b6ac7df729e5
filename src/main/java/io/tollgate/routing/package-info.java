/**
 * From request to action. {@link io.tollgate.routing.Router} is compiled once per snapshot from the
 * routes, is immutable, and explains its choice; {@link io.tollgate.routing.RouteStage} is its place on
 * a request's way in. A new condition is one class that implements {@link
 * io.tollgate.routing.Condition}, one line in {@link io.tollgate.routing.CompiledRoute} and its test.
 */
@NullMarked
package io.tollgate.routing;

import org.jspecify.annotations.NullMarked;
