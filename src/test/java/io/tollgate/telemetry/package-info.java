/** Tests of what is seen. */
@NullMarked
package io.tollgate.telemetry;

import org.jspecify.annotations.NullMarked;
