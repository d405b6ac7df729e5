/**
 * The servlet form of the way in: AccessFilter, GuardFilter, RouteFilter, SessionAffinityFilter,
 * {@link io.tollgate.proxy.DispatchServlet}. The filters are thin shells over the stages.
 */
@NullMarked
package io.tollgate.proxy;

import org.jspecify.annotations.NullMarked;
