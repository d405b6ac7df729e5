/**
 * The runnable form: the command, the embedded servers and the demo. Start reading at {@link
 * io.tollgate.boot.jar.Main}, then {@link io.tollgate.boot.jar.Jar}. The only package that knows Jetty's server; the
 * other forms leave it out.
 */
@NullMarked
package io.tollgate.boot.jar;

import org.jspecify.annotations.NullMarked;
