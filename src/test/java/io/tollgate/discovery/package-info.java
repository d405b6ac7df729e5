/** Tests of looking for backends. */
@NullMarked
package io.tollgate.discovery;

import org.jspecify.annotations.NullMarked;
