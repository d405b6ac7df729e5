package io.tollgate.boot;

import io.tollgate.control.Reconciler;
import io.tollgate.control.RefusedException;
import io.tollgate.exchange.Exchange;
import io.tollgate.exchange.ExchangeObserver;
import io.tollgate.model.AccessLogSettings;
import io.tollgate.model.Configuration;
import io.tollgate.telemetry.AccessLog;
import io.tollgate.telemetry.Telemetry;
import io.tollgate.time.Clock;
import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** The access log of the configuration in force; another file is opened before the old one is closed. */
final class AccessLogKeeper implements Reconciler, ExchangeObserver, AutoCloseable {
    private final Clock clock;
    private final Telemetry telemetry;
    private final Path base;
    private @Nullable AccessLogSettings settings;
    private volatile @Nullable AccessLog log;

    /**
     * @param base the folder that relative names start from
     */
    AccessLogKeeper(Clock clock, Telemetry telemetry, Path base) {
        this.base = base;
        this.clock = clock;
        this.telemetry = telemetry;
    }

    @Override
    public Prepared prepare(Configuration next) throws RefusedException {
        AccessLogSettings wanted = next.accessLog();
        if (wanted.equals(settings)) {
            return Prepared.NOTHING;
        }
        AccessLog fresh = open(wanted);
        return new Prepared() {
            @Override
            public void commit() {
                AccessLog old = log;
                settings = wanted;
                log = fresh;
                if (old != null) {
                    old.close();
                }
            }

            @Override
            public void rollback() {
                if (fresh != null) {
                    fresh.close();
                }
            }
        };
    }

    @Override
    public void ended(Exchange exchange) {
        AccessLog current = log;
        if (current != null) {
            current.ended(exchange);
        }
    }

    /** Opens the file anew, after logrotate has moved it away. */
    void reopen() {
        AccessLog current = log;
        if (current != null) {
            current.reopen();
        }
    }

    @Override
    public void close() {
        AccessLog current = log;
        log = null;
        if (current != null) {
            current.close();
        }
    }

    private @Nullable AccessLog open(AccessLogSettings wanted) throws RefusedException {
        if (wanted.file().isEmpty()) {
            return null;
        }
        try {
            return AccessLog.open(wanted, base, clock, telemetry);
        } catch (IOException e) {
            throw new RefusedException(
                    "accessLog.file",
                    "\"" + wanted.file() + "\" cannot be written (" + e.getMessage() + ")",
                    "write a file in a folder that exists and is writable");
        }
    }
}
