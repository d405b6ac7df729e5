/** What one exchange knows, and the one reading of host and path. */
@NullMarked
package io.tollgate.exchange;

import org.jspecify.annotations.NullMarked;
