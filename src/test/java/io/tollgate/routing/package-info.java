/** Conditions one by one, and the table as a whole against the long way through it. */
@NullMarked
package io.tollgate.routing;

import org.jspecify.annotations.NullMarked;
