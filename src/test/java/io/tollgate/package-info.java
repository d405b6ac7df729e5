/** What holds for the whole of the code. */
@NullMarked
package io.tollgate;

import org.jspecify.annotations.NullMarked;
