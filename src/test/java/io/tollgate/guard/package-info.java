/** The guard, flaw by flaw. */
@NullMarked
package io.tollgate.guard;

import org.jspecify.annotations.NullMarked;
