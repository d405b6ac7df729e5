package io.tollgate.upstream;

import io.tollgate.tls.ClientTls;
import org.jspecify.annotations.Nullable;

/** Connections of probes, which are closed after each. */
record ForProbe(@Nullable ClientTls tls) implements Tag {
    @Override
    public @Nullable Line line() {
        return null;
    }
}
