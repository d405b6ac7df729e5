/** Policies by their shares: exact where they promise exactness, else with seed, N and ε stated. */
@NullMarked
package io.tollgate.policy;

import org.jspecify.annotations.NullMarked;
