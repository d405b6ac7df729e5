package io.tollgate.upstream;

import io.tollgate.model.BackendUrl;
import io.tollgate.time.Clock;
import java.time.Duration;
import java.util.concurrent.ConcurrentHashMap;
import javax.net.ssl.SSLException;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.io.Content;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Says in the log why TLS to a backend fails, at most once a minute for each: to callers and figures it is a connection
 * that could not be made, and an operator needs to know more. Thread-safe.
 */
final class TlsComplaints {
    private static final Logger LOG = LoggerFactory.getLogger(TlsComplaints.class);
    private static final long PAUSE_NANOS = Duration.ofMinutes(1).toNanos();
    private static final int MAX_BACKENDS = 1_000;

    private final Clock clock;
    private final ConcurrentHashMap<BackendUrl, Long> last = new ConcurrentHashMap<>();

    TlsComplaints(Clock clock) {
        this.clock = clock;
    }

    /** The same listener for a backend without TLS; else one that listens along. */
    Upstream.Listener of(BackendUrl backend, Upstream.Listener listener) {
        return backend.secure() ? new Ear(backend, listener) : listener;
    }

    private void say(BackendUrl backend, SSLException why) {
        long now = clock.nanos();
        if (last.size() >= MAX_BACKENDS) {
            last.clear();
        }
        Long said = last.get(backend);
        boolean due = said == null
                ? last.putIfAbsent(backend, now) == null
                : now - said >= PAUSE_NANOS && last.replace(backend, said, now);
        if (due) {
            LOG.warn("TLS to {} fails: {}", backend, why.getMessage());
        }
    }

    private static @Nullable SSLException within(@Nullable Throwable failure) {
        for (Throwable each = failure; each != null; each = each.getCause()) {
            if (each instanceof SSLException found) {
                return found;
            }
        }
        return null;
    }

    private final class Ear implements Upstream.Listener {
        private final BackendUrl backend;
        private final Upstream.Listener listener;

        private Ear(BackendUrl backend, Upstream.Listener listener) {
            this.backend = backend;
            this.listener = listener;
        }

        @Override
        public void begun(Upstream.Call call) {
            listener.begun(call);
        }

        @Override
        public void connected() {
            listener.connected();
        }

        @Override
        public void interim(int status, HttpFields head) {
            listener.interim(status, head);
        }

        @Override
        public void answered(int status, HttpFields head, Content.Source body) {
            listener.answered(status, head, body);
        }

        @Override
        public void switched(HttpFields head, Wire wire) {
            listener.switched(head, wire);
        }

        @Override
        public void failed(Failure failure) {
            SSLException why = within(failure.cause());
            if (why != null) {
                say(backend, why);
            }
            listener.failed(failure);
        }
    }
}
