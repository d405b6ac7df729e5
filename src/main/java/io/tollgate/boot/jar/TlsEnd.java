package io.tollgate.boot.jar;

import io.tollgate.boot.Certificates;
import io.tollgate.control.Reconciler.Prepared;
import io.tollgate.control.RefusedException;
import io.tollgate.model.HstsSpec;
import io.tollgate.model.ListenerTls;
import io.tollgate.tls.ServerTls;
import javax.net.ssl.SSLEngine;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.util.ssl.SslContextFactory;
import org.jspecify.annotations.Nullable;

/**
 * TLS at an open listener. Whatever changes, be it a setting or a file, holds for the next connection; those that are
 * open go on as they began. Thread-safe.
 */
final class TlsEnd {
    private final Certificates certificates;
    private final Certificates.Owner owner;
    private volatile Serving serving;

    private record Serving(
            ListenerTls settings,
            Certificates.Kept<ServerTls> kept,
            @Nullable HttpField hsts) {}

    private TlsEnd(Certificates certificates, Certificates.Owner owner, Serving serving) {
        this.certificates = certificates;
        this.owner = owner;
        this.serving = serving;
    }

    /**
     * Reads what the settings name; {@link #watch} makes it go on.
     *
     * @param path of the settings
     * @throws RefusedException when it cannot be used
     */
    static TlsEnd read(Certificates certificates, String listener, ListenerTls settings, String path)
            throws RefusedException {
        Certificates.Owner owner = new Certificates.Owner(listener, "");
        return new TlsEnd(certificates, owner, serving(certificates, owner, settings, path));
    }

    /** Makes changed files count from now on. */
    void watch() {
        serving.kept().watch();
    }

    void close() {
        serving.kept().close();
    }

    /** What browsers are told to remember, or null. */
    @Nullable
    HttpField hsts() {
        return serving.hsts();
    }

    /** Makes other settings ready. */
    Prepared prepare(ListenerTls next, String path) throws RefusedException {
        if (next.equals(serving.settings())) {
            return Prepared.NOTHING;
        }
        Serving fresh = serving(certificates, owner, next, path);
        return new Prepared() {
            @Override
            public void commit() {
                Serving old = serving;
                fresh.kept().watch();
                serving = fresh;
                old.kept().close();
            }

            @Override
            public void rollback() {
                fresh.kept().close();
            }
        };
    }

    /** As Jetty asks for engines. It has contexts of its own, which it takes away for a moment while it changes them. */
    SslContextFactory.Server engines() {
        SslContextFactory.Server engines = new SslContextFactory.Server() {
            @Override
            protected void doStart() {
                // Nothing of what the superclass makes is used.
            }

            @Override
            public SSLEngine newSSLEngine() {
                return serving.kept().current().newEngine();
            }

            @Override
            public SSLEngine newSSLEngine(String host, int port) {
                return newSSLEngine();
            }
        };
        // In TLS 1.2 a client could ask for one handshake after another, which cost it next to nothing.
        engines.setRenegotiationAllowed(false);
        return engines;
    }

    private static Serving serving(
            Certificates certificates, Certificates.Owner owner, ListenerTls settings, String path)
            throws RefusedException {
        HstsSpec hsts = settings.hsts();
        return new Serving(
                settings,
                certificates.read(
                        owner, path, settings.files(), files -> ServerTls.of(settings, files), ServerTls::identities),
                hsts == null ? null : Hsts.field(hsts.field()));
    }
}
