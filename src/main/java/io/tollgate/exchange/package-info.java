/**
 * One request and its answer as the stages see it, free of any container. Start at {@link
 * io.tollgate.exchange.Exchange}; a {@link io.tollgate.exchange.Stage} reads and writes it, and its
 * end is the one place from which log, metrics and live figures are fed.
 */
@NullMarked
package io.tollgate.exchange;

import org.jspecify.annotations.NullMarked;
