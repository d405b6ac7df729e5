/** Tests of what the records of the model accept and refuse. */
@NullMarked
package io.tollgate.model;

import org.jspecify.annotations.NullMarked;
