/** Heads of HTTP/1.1 messages, from clients and from backends: Jetty's parser, and what it found lately. */
@NullMarked
package io.tollgate.http1;

import org.jspecify.annotations.NullMarked;
