package io.tollgate.boot;

import io.tollgate.control.Reconciler;
import io.tollgate.control.RefusedException;
import io.tollgate.model.BackendSpec;
import io.tollgate.model.Configuration;
import io.tollgate.model.PoolSpec;
import io.tollgate.model.PoolTls;
import io.tollgate.tls.ClientTls;
import io.tollgate.upstream.BackendTls;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * What speaks TLS to backends. It is found by the settings themselves, not by the pool's id, so that a request has what
 * its snapshot says, whether that is coming into force or going out of it.
 */
final class PoolTlsKeeper implements Reconciler, BackendTls {
    private final Certificates certificates;
    private final Map<PoolTls, Certificates.Kept<ClientTls>> kept = new ConcurrentHashMap<>();
    private Set<PoolTls> before = Set.of();

    PoolTlsKeeper(Certificates certificates) {
        this.certificates = certificates;
    }

    @Override
    public @Nullable ClientTls by(PoolTls settings) {
        Certificates.Kept<ClientTls> found = kept.get(settings);
        return found == null ? null : found.current();
    }

    @Override
    public Prepared prepare(Configuration next) throws RefusedException {
        Map<PoolTls, Certificates.Kept<ClientTls>> fresh = new HashMap<>();
        Set<PoolTls> wanted = new HashSet<>();
        for (int i = 0; i < next.pools().size(); i++) {
            PoolSpec pool = next.pools().get(i);
            for (BackendSpec backend : pool.backends()) {
                PoolTls settings = pool.tls().to(backend.url());
                if (backend.url().secure() && wanted.add(settings) && !kept.containsKey(settings)) {
                    fresh.put(settings, read(pool, settings, "pools[" + i + "].tls"));
                }
            }
        }
        kept.putAll(fresh);
        return new Prepared() {
            @Override
            public void commit() {
                fresh.values().forEach(Certificates.Kept::watch);
                // Requests that go on by the snapshot of before still have what it says.
                Set<PoolTls> goneBy = new HashSet<>(kept.keySet());
                goneBy.removeAll(wanted);
                goneBy.removeAll(before);
                forget(goneBy);
                before = wanted;
            }

            @Override
            public void rollback() {
                forget(fresh.keySet());
            }
        };
    }

    private Certificates.Kept<ClientTls> read(PoolSpec pool, PoolTls settings, String path) throws RefusedException {
        return certificates.read(
                new Certificates.Owner("", pool.id()),
                path,
                settings.files(),
                files -> ClientTls.of(settings, files),
                ClientTls::identities);
    }

    private void forget(Set<PoolTls> settings) {
        for (PoolTls each : List.copyOf(settings)) {
            Certificates.Kept<ClientTls> gone = kept.remove(each);
            if (gone != null) {
                gone.close();
            }
        }
    }
}
