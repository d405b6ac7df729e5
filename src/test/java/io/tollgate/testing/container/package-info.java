/**
 * Servlet containers as their vendors ship them, run in processes of their own with a WAR in them. Start at
 * {@link io.tollgate.testing.container.ServletContainer}; what differs from one container to the next is a
 * {@link io.tollgate.testing.container.Recipe}.
 */
@NullMarked
package io.tollgate.testing.container;

import org.jspecify.annotations.NullMarked;
