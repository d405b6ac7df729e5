package io.tollgate.bench;

import java.io.EOFException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.HdrHistogram.Histogram;

/**
 * Asks at a fixed rate, whatever the answers do, and counts the time of each from when it was due: who stops for a while
 * is late with all that came due meanwhile. (What a load that waits for answers leaves out: Tene's "coordinated
 * omission".) One thread.
 */
final class Pace {
    static final String PATH = Cell.SMALL;

    private static final int CONNECTIONS = 64;
    private static final long REST_NANOS = TimeUnit.MICROSECONDS.toNanos(30);
    private static final long MOST_NANOS = TimeUnit.SECONDS.toNanos(60);
    private static final int DIGITS = 3;

    private final Selector selector;
    private final Deque<Line> free = new ArrayDeque<>();
    private final Histogram times = new Histogram(MOST_NANOS, DIGITS);
    private final List<byte[]> requests;
    private int turn;

    private Pace(List<byte[]> requests) throws IOException {
        this.requests = requests;
        this.selector = Selector.open();
    }

    /** Times in milliseconds. */
    record Times(double p50, double p99) {}

    /**
     * @param rate requests a second
     * @param cookies Cookie fields of the callers
     */
    static Times measure(int port, List<String> cookies, double rate, Duration time) {
        List<byte[]> requests = cookies.stream()
                .map(cookie -> ("GET " + PATH + "1/item-7.html?page=1 HTTP/1.1\r\nHost: 127.0.0.1\r\nCookie: " + cookie
                                + "\r\nUser-Agent: bench\r\nAccept: */*\r\n\r\n")
                        .getBytes(StandardCharsets.US_ASCII))
                .toList();
        try {
            Pace pace = new Pace(requests);
            try (Selector ours = pace.selector) {
                for (int i = 0; i < CONNECTIONS; i++) {
                    pace.free.add(pace.open(port));
                }
                pace.run((long) (1e9 / rate), time.toNanos());
                for (SelectionKey key : ours.keys()) {
                    key.channel().close();
                }
            }
            return new Times(pace.times.getValueAtPercentile(50) / 1e6, pace.times.getValueAtPercentile(99) / 1e6);
        } catch (IOException e) {
            throw new BenchException("an answer did not come", e);
        }
    }

    private Line open(int port) throws IOException {
        SocketChannel channel = SocketChannel.open(new InetSocketAddress("127.0.0.1", port));
        channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
        channel.configureBlocking(false);
        Line made = new Line(channel);
        channel.register(selector, SelectionKey.OP_READ, made);
        return made;
    }

    private void run(long period, long time) throws IOException {
        long begun = System.nanoTime();
        long due = begun;
        while (due - begun < time || free.size() < CONNECTIONS) {
            boolean moved = read();
            while (due - begun < time && System.nanoTime() >= due && !free.isEmpty()) {
                free.remove().ask(requests.get(turn++ % requests.size()), due);
                due += period;
                moved = true;
            }
            if (!moved) {
                LockSupport.parkNanos(REST_NANOS);
            }
            if (System.nanoTime() - due > MOST_NANOS) {
                throw new IOException("nothing came for a minute");
            }
        }
    }

    private boolean read() throws IOException {
        if (selector.selectNow() == 0) {
            return false;
        }
        for (SelectionKey key : selector.selectedKeys()) {
            Line line = (Line) key.attachment();
            if (line.whole()) {
                times.recordValue(Math.min(MOST_NANOS, System.nanoTime() - line.due));
                free.add(line);
            }
        }
        selector.selectedKeys().clear();
        return true;
    }

    /** A connection with at most one request under way. */
    private static final class Line {
        private static final String LENGTH = "\r\ncontent-length:";

        private final SocketChannel channel;
        private final ByteBuffer in = ByteBuffer.allocate(16 * 1_024);
        private long due;

        Line(SocketChannel channel) {
            this.channel = channel;
        }

        void ask(byte[] request, long at) throws IOException {
            due = at;
            in.clear();
            ByteBuffer out = ByteBuffer.wrap(request);
            while (out.hasRemaining()) {
                channel.write(out);
            }
        }

        boolean whole() throws IOException {
            if (channel.read(in) < 0) {
                throw new EOFException("a connection was closed");
            }
            String text = new String(in.array(), 0, in.position(), StandardCharsets.ISO_8859_1);
            int end = text.indexOf("\r\n\r\n");
            if (end < 0) {
                return false;
            }
            if (!text.startsWith("HTTP/1.1 200")) {
                throw new IOException(text.substring(0, text.indexOf('\r')));
            }
            String head = text.substring(0, end + 2).toLowerCase(Locale.ROOT);
            int length = head.indexOf(LENGTH);
            if (length < 0) {
                return text.endsWith("\r\n0\r\n\r\n");
            }
            int from = length + LENGTH.length();
            int body = Integer.parseInt(
                    head.substring(from, head.indexOf("\r\n", from)).strip());
            return text.length() >= end + 4 + body;
        }
    }
}
