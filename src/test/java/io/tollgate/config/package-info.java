/** Tests of reading, writing and watching configurations; the bad files stand in {@code src/test/resources}. */
@NullMarked
package io.tollgate.config;

import org.jspecify.annotations.NullMarked;
