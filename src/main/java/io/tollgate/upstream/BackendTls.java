package io.tollgate.upstream;

import io.tollgate.model.PoolTls;
import io.tollgate.tls.ClientTls;
import org.jspecify.annotations.Nullable;

/** Has at hand what speaks TLS by each pool's settings. Never blocks. Thread-safe. */
@FunctionalInterface
public interface BackendTls {
    /** Has none: only what the Java runtime believes is believed. */
    BackendTls NONE = settings -> null;

    /**
     * What speaks TLS by these settings; another object when their files hold something else. Null when they are in
     * force no more.
     */
    @Nullable
    ClientTls by(PoolTls settings);
}
