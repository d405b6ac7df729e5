/**
 * The REST interface of the operator, thin over {@link io.tollgate.control.LiveConfig}. {@link
 * io.tollgate.admin.rest.RestApplication} lists the resources; {@link
 * io.tollgate.admin.rest.BackendsResource} shows the way of a change: precondition, body, edits,
 * apply, new state. Beside Jersey stand three plain servlets: events, health and metrics.
 */
@NullMarked
package io.tollgate.admin.rest;

import org.jspecify.annotations.NullMarked;
