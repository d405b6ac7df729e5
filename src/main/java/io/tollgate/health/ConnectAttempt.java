package io.tollgate.health;

import io.tollgate.model.Durations;
import io.tollgate.time.Clock;
import io.tollgate.time.Timer;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.NoRouteToHostException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.AsynchronousChannelGroup;
import java.nio.channels.AsynchronousSocketChannel;
import java.nio.channels.CompletionHandler;
import java.nio.channels.ShutdownChannelGroupException;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** One connection tried within a time limit, which runs from the making of this object. Thread-safe. */
final class ConnectAttempt {
    private final CompletableFuture<ProbeResult> result = new CompletableFuture<>();
    private final Clock clock;
    private final long began;
    private final Timer.Cancellable limit;
    private @Nullable AsynchronousSocketChannel channel;
    private boolean ended;

    ConnectAttempt(Clock clock, Timer timer, Duration timeout) {
        this.clock = clock;
        this.began = clock.nanos();
        this.limit = timer.after(timeout, () -> failed("no answer within " + Durations.format(timeout)));
    }

    CompletableFuture<ProbeResult> result() {
        return result;
    }

    void connect(AsynchronousChannelGroup group, InetSocketAddress address) {
        AsynchronousSocketChannel opened;
        synchronized (this) {
            if (ended) {
                return;
            }
            try {
                opened = AsynchronousSocketChannel.open(group);
            } catch (IOException | ShutdownChannelGroupException e) {
                opened = null;
            }
            channel = opened;
        }
        if (opened == null) {
            failed("no socket could be opened");
            return;
        }
        try {
            opened.connect(address, null, new Connected());
        } catch (RuntimeException e) {
            failed("could not connect");
        }
    }

    /** A socket of this machine takes a connection at once, or does not at all. */
    void connect(Path socket) {
        try (SocketChannel opened = SocketChannel.open(StandardProtocolFamily.UNIX)) {
            opened.configureBlocking(false);
            boolean connected = opened.connect(UnixDomainSocketAddress.of(socket));
            end(connected, connected ? "connected" : "could not connect");
        } catch (IOException | RuntimeException e) {
            failed(e.getMessage() == null ? "could not connect" : e.getMessage());
        }
    }

    void failed(String detail) {
        end(false, detail);
    }

    private void end(boolean good, String detail) {
        AsynchronousSocketChannel open;
        synchronized (this) {
            if (ended) {
                return;
            }
            ended = true;
            open = channel;
        }
        limit.cancel();
        close(open);
        result.complete(new ProbeResult(good, clock.wallMillis(), clock.nanos() - began, detail));
    }

    private static void close(@Nullable AsynchronousSocketChannel channel) {
        if (channel == null) {
            return;
        }
        try {
            channel.close();
        } catch (IOException e) {
            // The answer is known; a socket that does not close well changes nothing of it.
        }
    }

    private static String why(Throwable failure) {
        if (failure instanceof ConnectException) {
            return "connection refused";
        }
        return failure instanceof NoRouteToHostException ? "no route to host" : "could not connect";
    }

    private final class Connected implements CompletionHandler<Void, @Nullable Void> {
        @Override
        public void completed(Void none, @Nullable Void attachment) {
            end(true, "connected");
        }

        @Override
        public void failed(Throwable failure, @Nullable Void attachment) {
            end(false, why(failure));
        }
    }
}
