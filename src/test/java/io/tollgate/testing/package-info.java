/** What many tests share: time by hand, seeded randomness, real backends. */
@NullMarked
package io.tollgate.testing;

import org.jspecify.annotations.NullMarked;
