/** Tests of the command line and the demo's parts. */
@NullMarked
package io.tollgate.boot.jar;

import org.jspecify.annotations.NullMarked;
