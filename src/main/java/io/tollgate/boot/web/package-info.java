/**
 * Tollgate inside somebody else's container, as a WAR ({@link io.tollgate.boot.web.WarListener} and the filters that
 * {@code web.xml} names) or in front of an application ({@link io.tollgate.boot.web.LibraryFilter}). Start reading at
 * {@link io.tollgate.boot.web.Station}.
 */
@NullMarked
package io.tollgate.boot.web;

import org.jspecify.annotations.NullMarked;
