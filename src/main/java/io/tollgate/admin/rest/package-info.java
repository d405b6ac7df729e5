/**
 * The REST interface of the operator, thin over {@link io.tollgate.control.LiveConfig}.
 */
@NullMarked
package io.tollgate.admin.rest;

import org.jspecify.annotations.NullMarked;
