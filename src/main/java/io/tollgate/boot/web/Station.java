package io.tollgate.boot.web;

import io.tollgate.admin.ui.StartReport;
import io.tollgate.boot.LaunchException;
import io.tollgate.config.ConfigReader;
import io.tollgate.time.ExecutorTimer;
import jakarta.servlet.ServletContext;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tollgate's place in one web application. A container cannot be told that a start failed for want of a file, so it
 * waits, says what it waits for, looks again, and serves when it can. Thread-safe.
 */
public final class Station implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Station.class);
    private static final String ATTRIBUTE = Station.class.getName();
    private static final Duration LOOK_AGAIN = Duration.ofSeconds(2);

    private final ServletContext context;
    private final ConfigReader.Form form;
    private final Locations where;
    private final ExecutorTimer timer = new ExecutorTimer("tollgate-start");
    private volatile @Nullable Balancer balancer;
    private volatile StartReport report;
    private boolean closed;

    private Station(ServletContext context, ConfigReader.Form form) {
        this.context = context;
        this.form = form;
        this.where = Locations.find(new Locations.Sources(
                System::getProperty,
                System::getenv,
                context::getInitParameter,
                Path.of(System.getProperty("user.home", ""))));
        this.report = new StartReport(where.config().toString(), where.saidBy(), false, List.of());
    }

    /** Takes its place in the context, and serves at once if it can. */
    public static Station open(ServletContext context, ConfigReader.Form form) {
        Station station = new Station(context, form);
        context.setAttribute(ATTRIBUTE, station);
        try {
            station.look();
            return station;
        } catch (RuntimeException | Error e) {
            station.close();
            throw e;
        }
    }

    /** The station of that context. */
    static Station of(ServletContext context) {
        if (context.getAttribute(ATTRIBUTE) instanceof Station station) {
            return station;
        }
        throw new IllegalStateException("Tollgate was not started in this context");
    }

    /** What serves; null while it waits. */
    @Nullable
    Balancer balancer() {
        return balancer;
    }

    /** What it waits for. */
    StartReport report() {
        return report;
    }

    @Override
    public synchronized void close() {
        closed = true;
        timer.close();
        context.removeAttribute(ATTRIBUTE);
        Balancer serving = balancer;
        if (serving != null) {
            serving.close();
        }
        RecordMethods.forget();
    }

    private synchronized void look() {
        if (closed) {
            return;
        }
        try {
            balancer = Balancer.start(context, form, where);
            LOG.info("Tollgate serves {}/* by {}", context.getContextPath(), where.config());
        } catch (LaunchException e) {
            wait(e.lines());
        }
    }

    private void wait(List<String> problems) {
        StartReport next =
                new StartReport(where.config().toString(), where.saidBy(), Files.exists(where.config()), problems);
        if (!next.equals(report)) {
            report = next;
            LOG.error("Tollgate cannot start and will look again:\n{}", String.join("\n", problems));
        }
        timer.after(LOOK_AGAIN, this::look);
    }
}
