/**
 * The composition root: {@link io.tollgate.boot.Main} and the embedded server. The only place that
 * sees every other package.
 */
@NullMarked
package io.tollgate.boot;

import org.jspecify.annotations.NullMarked;
