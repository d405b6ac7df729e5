/**
 * From files to TLS: certificates and keys out of PEM and PKCS#12, and what listeners and pools make of them. Knows
 * neither container nor client, only what the Java runtime has. Start at {@link io.tollgate.tls.ServerTls} and {@link
 * io.tollgate.tls.ClientTls}.
 */
@NullMarked
package io.tollgate.tls;

import org.jspecify.annotations.NullMarked;
