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
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousChannelGroup;
import java.nio.channels.AsynchronousSocketChannel;
import java.nio.channels.CompletionHandler;
import java.nio.channels.ShutdownChannelGroupException;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * One connection tried within a time limit, which runs from the making of this object; it may also want the line that is
 * said there at once. Thread-safe.
 */
final class ConnectAttempt {
    private final CompletableFuture<ProbeResult> result = new CompletableFuture<>();
    private final Clock clock;
    private final long began;
    private final Timer.Cancellable limit;
    private final @Nullable ByteBuffer line;
    private @Nullable AsynchronousSocketChannel channel;
    private boolean ended;

    /**
     * @param longestLine bytes of the line that is waited for; 0 when to be connected is enough
     */
    ConnectAttempt(Clock clock, Timer timer, Duration timeout, int longestLine) {
        this.clock = clock;
        this.line = longestLine == 0 ? null : ByteBuffer.allocate(longestLine);
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
            opened.connect(address, opened, new Connected());
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

    private final class Connected implements CompletionHandler<Void, AsynchronousSocketChannel> {
        @Override
        public void completed(Void none, AsynchronousSocketChannel connected) {
            ByteBuffer into = line;
            if (into == null) {
                end(true, "connected");
            } else {
                read(connected, into);
            }
        }

        @Override
        public void failed(Throwable failure, AsynchronousSocketChannel connected) {
            end(false, why(failure));
        }
    }

    private void read(AsynchronousSocketChannel from, ByteBuffer into) {
        try {
            from.read(into, into, new Said(from));
        } catch (RuntimeException e) {
            failed("said nothing");
        }
    }

    /** Until the line's end, or the connection's; what is longer than expected is taken as far as it was read. */
    private final class Said implements CompletionHandler<Integer, ByteBuffer> {
        private final AsynchronousSocketChannel from;

        private Said(AsynchronousSocketChannel from) {
            this.from = from;
        }

        @Override
        public void completed(Integer read, ByteBuffer into) {
            String text =
                    StandardCharsets.ISO_8859_1.decode(into.duplicate().flip()).toString();
            int end = text.indexOf('\n');
            if (end < 0 && read >= 0 && into.hasRemaining()) {
                read(from, into);
                return;
            }
            String said = (end < 0 ? text : text.substring(0, end)).strip();
            end(!said.isEmpty(), said.isEmpty() ? "said nothing" : said);
        }

        @Override
        public void failed(Throwable failure, ByteBuffer into) {
            end(false, "said nothing");
        }
    }
}
