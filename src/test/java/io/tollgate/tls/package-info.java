@NullMarked
package io.tollgate.tls;

import org.jspecify.annotations.NullMarked;
