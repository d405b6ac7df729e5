/**
 * From a pool to a leased backend. {@link io.tollgate.balance.Pool#acquire} hands out a {@link
 * io.tollgate.balance.Lease}; closing it with an {@link io.tollgate.balance.Outcome} is the one place
 * that feeds live counts, outlier detection and the retry budget. {@link
 * io.tollgate.balance.PoolView} is what a pick reads, published whole.
 */
@NullMarked
package io.tollgate.balance;

import org.jspecify.annotations.NullMarked;
