/** Tests of what the stages share. */
@NullMarked
package io.tollgate.exchange;

import org.jspecify.annotations.NullMarked;
