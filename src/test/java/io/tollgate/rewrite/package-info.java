@NullMarked
package io.tollgate.rewrite;

import org.jspecify.annotations.NullMarked;
