/**
 * The configuration as immutable records whose constructors refuse nonsense. Each component carries a
 * {@link io.tollgate.model.Setting}, from which the binder takes the default, and the schema and the
 * settings reference their text. Start at {@link io.tollgate.model.Configuration}.
 */
@NullMarked
package io.tollgate.model;

import org.jspecify.annotations.NullMarked;
