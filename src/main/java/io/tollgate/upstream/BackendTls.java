package io.tollgate.upstream;

import io.tollgate.model.BackendLink;
import io.tollgate.model.BackendUrl;
import io.tollgate.model.PoolTls;
import io.tollgate.tls.ClientTls;
import org.jspecify.annotations.Nullable;

/** Has at hand what speaks TLS by each pool's settings. Never blocks. Thread-safe. */
@FunctionalInterface
public interface BackendTls {
    /** For tests and whoever has no files: only what the Java runtime believes is believed. */
    BackendTls NONE = settings -> null;

    /** What speaks TLS by these settings; null when they are in force no more. */
    @Nullable
    ClientTls by(PoolTls settings);

    /** What speaks TLS to that backend; null where none is spoken. */
    default @Nullable ClientTls of(BackendUrl backend, BackendLink link) {
        return backend.secure() ? by(link.tls()) : null;
    }
}
