package io.tollgate.testing;

import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.net.http.WebSocketHandshakeException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A WebSocket of Java's own client. */
public final class SocketCaller implements WebSocket.Listener {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final BlockingQueue<String> messages = new LinkedBlockingQueue<>();
    private final CompletableFuture<Integer> closed = new CompletableFuture<>();
    private final StringBuilder part = new StringBuilder();
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private @Nullable WebSocket socket;

    private SocketCaller() {}

    /** Opens one; that address begins with {@code http}. */
    public static SocketCaller open(HttpClient client, URI at) {
        SocketCaller caller = new SocketCaller();
        caller.socket = connect(client, at, caller).join();
        return caller;
    }

    /** The answer of a server that does not open one there. */
    public static HttpResponse<?> refusal(URI at) {
        try {
            WebSocket unexpected =
                    connect(HttpClient.newHttpClient(), at, new SocketCaller()).join();
            throw new AssertionError("opened: " + unexpected);
        } catch (CompletionException e) {
            if (e.getCause() instanceof WebSocketHandshakeException refused) {
                return refused.getResponse();
            }
            throw e;
        }
    }

    private static CompletableFuture<WebSocket> connect(HttpClient client, URI at, SocketCaller caller) {
        return client.newWebSocketBuilder()
                .connectTimeout(PATIENCE)
                .buildAsync(URI.create(at.toString().replaceFirst("^http", "ws")), caller);
    }

    /** Sends a text. */
    public void say(String text) {
        WebSocket unused = open().sendText(text, true)
                .orTimeout(PATIENCE.toSeconds(), TimeUnit.SECONDS)
                .join();
    }

    /** Sends bytes. */
    public void say(byte[] bytes) {
        WebSocket unused = open().sendBinary(ByteBuffer.wrap(bytes), true)
                .orTimeout(PATIENCE.toSeconds(), TimeUnit.SECONDS)
                .join();
    }

    /** The next messages that come, so many: texts, and of bytes their digest as {@link Payload} writes it. */
    public List<String> heard(int count, Duration limit) {
        List<String> heard = new ArrayList<>();
        try {
            while (heard.size() < count) {
                String next = messages.poll(limit.toMillis(), TimeUnit.MILLISECONDS);
                if (next == null) {
                    throw new AssertionError("only " + heard.size() + " messages have come; closed: " + closed);
                }
                heard.add(next);
            }
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
        return heard;
    }

    /** Closes it, and returns what the server says to it. */
    public int close(Duration limit) {
        WebSocket unused = open().sendClose(WebSocket.NORMAL_CLOSURE, "").join();
        return closed.orTimeout(limit.toMillis(), TimeUnit.MILLISECONDS).join();
    }

    /** What the server closed it with; 0 while it is open, -1 when it broke. */
    public int closedWith() {
        return closed.getNow(0);
    }

    private WebSocket open() {
        WebSocket known = socket;
        if (known == null) {
            throw new IllegalStateException("not open");
        }
        return known;
    }

    @Override
    public @Nullable CompletionStage<?> onText(WebSocket from, CharSequence data, boolean last) {
        part.append(data);
        if (last) {
            messages.add(part.toString());
            part.setLength(0);
        }
        from.request(1);
        return null;
    }

    @Override
    public @Nullable CompletionStage<?> onBinary(WebSocket from, ByteBuffer data, boolean last) {
        byte[] some = new byte[data.remaining()];
        data.get(some);
        bytes.writeBytes(some);
        if (last) {
            messages.add(Payload.sha256(bytes.toByteArray()));
            bytes.reset();
        }
        from.request(1);
        return null;
    }

    @Override
    public @Nullable CompletionStage<?> onClose(WebSocket from, int status, String reason) {
        closed.complete(status);
        return null;
    }

    @Override
    public void onError(WebSocket from, Throwable error) {
        closed.complete(-1);
    }
}
