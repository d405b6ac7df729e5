/**
 * What an application sees of the library form: {@link io.tollgate.Tollgate} and {@link io.tollgate.TollgateFilter}.
 * Everything else may change.
 */
@NullMarked
package io.tollgate;

import org.jspecify.annotations.NullMarked;
