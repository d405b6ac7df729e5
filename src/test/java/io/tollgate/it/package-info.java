/** What users are promised, shown with the packaged jar and real processes on real sockets. */
@NullMarked
package io.tollgate.it;

import org.jspecify.annotations.NullMarked;
