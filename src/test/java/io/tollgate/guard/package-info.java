/** Tests of what is kept from backends. */
@NullMarked
package io.tollgate.guard;

import org.jspecify.annotations.NullMarked;
