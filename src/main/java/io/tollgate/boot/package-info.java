/**
 * The composition root: what all forms of Tollgate share ({@link io.tollgate.boot.Core}, {@link
 * io.tollgate.boot.AdminSite}), and the forms themselves, {@code jar} and {@code web}. The only place that sees every
 * other package.
 */
@NullMarked
package io.tollgate.boot;

import org.jspecify.annotations.NullMarked;
