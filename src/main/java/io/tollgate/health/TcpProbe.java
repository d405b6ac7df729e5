package io.tollgate.health;

import inet.ipaddr.IPAddress;
import inet.ipaddr.IPAddressString;
import io.tollgate.model.BackendLink;
import io.tollgate.model.BackendUrl;
import io.tollgate.model.ProbeSpec;
import io.tollgate.time.Clock;
import io.tollgate.time.Timer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.channels.AsynchronousChannelGroup;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Asks whether a backend takes connections: connects and closes; or what its agent says on a port of its own. Names are resolved on threads of its own, a few at
 * most, since a resolver may block for many seconds; literal addresses never wait for those. Thread-safe.
 */
public final class TcpProbe implements Probe, AutoCloseable {
    private static final int RESOLVERS = 4;
    private static final int WAITING_NAMES = 1024;

    private final Clock clock;
    private final Timer timer;
    private final AsynchronousChannelGroup group;
    private final ThreadPoolExecutor resolvers;

    /** Starts its threads, all daemons. */
    public TcpProbe(Clock clock, Timer timer) {
        this.clock = clock;
        this.timer = timer;
        try {
            this.group = AsynchronousChannelGroup.withFixedThreadPool(1, daemons("tollgate-tcp-probe"));
        } catch (IOException e) {
            throw new UncheckedIOException("no channel group for tcp probes", e);
        }
        this.resolvers = new ThreadPoolExecutor(
                RESOLVERS,
                RESOLVERS,
                10,
                TimeUnit.SECONDS,
                new ArrayBlockingQueue<>(WAITING_NAMES),
                daemons("tollgate-tcp-probe-names"));
        this.resolvers.allowCoreThreadTimeOut(true);
    }

    @Override
    public CompletableFuture<ProbeResult> send(BackendUrl backend, BackendLink link, ProbeSpec spec) {
        BackendUrl url = spec.target(backend);
        ConnectAttempt attempt = new ConnectAttempt(clock, timer, spec.timeout(), 0);
        Path socket = url.socket();
        if (socket != null) {
            attempt.connect(socket);
            return attempt.result();
        }
        return connected(url, attempt);
    }

    /**
     * Connects, and reads the line that is said there.
     *
     * @param url of which host and port count
     * @return a good result's detail is the line, of {@value AgentReport#MOST} characters at most
     */
    public CompletableFuture<ProbeResult> line(BackendUrl url, Duration timeout) {
        return connected(url, new ConnectAttempt(clock, timer, timeout, AgentReport.MOST));
    }

    private CompletableFuture<ProbeResult> connected(BackendUrl url, ConnectAttempt attempt) {
        InetAddress literal = literal(url.host());
        if (literal != null) {
            attempt.connect(group, new InetSocketAddress(literal, url.port()));
            return attempt.result();
        }
        try {
            resolvers.execute(() -> resolve(url, attempt));
        } catch (RejectedExecutionException e) {
            attempt.failed("too many names wait to be resolved");
        }
        return attempt.result();
    }

    /** Ends its threads; probes on their way end as bad. */
    @Override
    public void close() {
        resolvers.shutdownNow();
        try {
            group.shutdownNow();
        } catch (IOException e) {
            throw new UncheckedIOException("the channel group of tcp probes did not close", e);
        }
    }

    private void resolve(BackendUrl url, ConnectAttempt attempt) {
        try {
            attempt.connect(group, new InetSocketAddress(InetAddress.getByName(url.host()), url.port()));
        } catch (UnknownHostException e) {
            attempt.failed("the name " + url.host() + " is not known");
        }
    }

    private static @Nullable InetAddress literal(String host) {
        IPAddress address = new IPAddressString(host).getAddress();
        return address == null ? null : address.toInetAddress();
    }

    private static ThreadFactory daemons(String name) {
        return task -> {
            Thread thread = new Thread(task, name);
            thread.setDaemon(true);
            return thread;
        };
    }
}
