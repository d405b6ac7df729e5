/** Tests of Tollgate inside a container, without the container. */
@NullMarked
package io.tollgate.boot.web;

import org.jspecify.annotations.NullMarked;
