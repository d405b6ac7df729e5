/**
 * Malformed, ambiguous and odd requests, sent raw: start at {@link io.tollgate.it.strict.StrictHttpIT}. What reaches the
 * backend is judged by two HTTP servers that share no code with Tollgate.
 */
@NullMarked
package io.tollgate.it.strict;

import org.jspecify.annotations.NullMarked;
