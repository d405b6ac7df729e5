package io.tollgate.testing;

import java.io.ByteArrayOutputStream;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import javax.net.ssl.SSLContext;
import org.eclipse.jetty.alpn.server.ALPNServerConnectionFactory;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpVersion;
import org.eclipse.jetty.http.MetaData;
import org.eclipse.jetty.http2.api.Stream;
import org.eclipse.jetty.http2.api.server.ServerSessionListener;
import org.eclipse.jetty.http2.frames.DataFrame;
import org.eclipse.jetty.http2.frames.HeadersFrame;
import org.eclipse.jetty.http2.server.RawHTTP2ServerConnectionFactory;
import org.eclipse.jetty.server.ConnectionFactory;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.SslConnectionFactory;
import org.eclipse.jetty.util.BufferUtil;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.ssl.SslContextFactory;
import org.jspecify.annotations.Nullable;

/** A server in this process that speaks HTTP/2 and does with each call exactly what a script says. */
public final class GrpcBackend implements AutoCloseable {
    /** Of grpc.health.v1. */
    public static final int SERVING = 1;

    public static final int NOT_SERVING = 2;

    private final Server server = new Server();
    private final ServerConnector connector;
    private final String scheme;
    private final Queue<Asked> asked = new ConcurrentLinkedQueue<>();
    private volatile Script script;

    /** What happens to one call when all of it has come. Must not block. */
    @FunctionalInterface
    public interface Script {
        void play(Stream stream);
    }

    /**
     * A call.
     *
     * @param body in gRPC's frame
     */
    public record Asked(MetaData.Request head, ByteBuffer body) {
        /** The only line of that name, or null. */
        public @Nullable String field(String name) {
            return head.getHttpFields().get(name);
        }
    }

    /** Without TLS. */
    public GrpcBackend(Script script) {
        this(script, null, false);
    }

    /** With TLS, by which HTTP/2 is agreed on. */
    public static GrpcBackend secure(SSLContext context, boolean wantsCertificates, Script script) {
        return new GrpcBackend(script, context, wantsCertificates);
    }

    private GrpcBackend(Script script, @Nullable SSLContext context, boolean wantsCertificates) {
        this.script = script;
        List<ConnectionFactory> layers = new ArrayList<>();
        if (context != null) {
            SslContextFactory.Server tls = new SslContextFactory.Server();
            tls.setSslContext(context);
            tls.setNeedClientAuth(wantsCertificates);
            layers.add(new SslConnectionFactory(tls, "alpn"));
            layers.add(new ALPNServerConnectionFactory("h2"));
        }
        layers.add(new RawHTTP2ServerConnectionFactory(new Listening()));
        scheme = context == null ? "http" : "https";
        connector = new ServerConnector(server, 1, 1, layers.toArray(ConnectionFactory[]::new));
        connector.setHost(InetAddress.getLoopbackAddress().getHostAddress());
        server.addConnector(connector);
        try {
            server.start();
        } catch (Exception e) {
            throw new AssertionError("does not start", e);
        }
    }

    /** Does this from the next call on. */
    public void play(Script next) {
        script = next;
    }

    public int port() {
        return connector.getLocalPort();
    }

    public String url() {
        return scheme + "://127.0.0.1:" + port();
    }

    /** The calls that came. */
    public List<Asked> asked() {
        return List.copyOf(asked);
    }

    /** Connections that are open. */
    public int open() {
        return connector.getConnectedEndPoints().size();
    }

    /** Answers with a status of grpc.health.v1 and nothing else. */
    public static Script saying(int status) {
        return answering(message(new byte[] {8, (byte) status}), "0");
    }

    /** Answers with that body and that grpc-status. */
    public static Script answering(byte[] body, String status) {
        return stream -> {
            HeadersFrame trailers = new HeadersFrame(
                    stream.getId(),
                    new MetaData(HttpVersion.HTTP_2, HttpFields.build().put("grpc-status", status)),
                    null,
                    true);
            head(
                    stream,
                    200,
                    false,
                    () -> stream.data(
                            new DataFrame(stream.getId(), ByteBuffer.wrap(body), false),
                            Callback.from(() -> stream.headers(trailers, Callback.NOOP))));
        };
    }

    /** Answers with no body, so that all is said in the only head that comes (Trailers-Only). */
    public static Script refusing(String status) {
        return stream -> head(stream, 200, true, () -> {}, "grpc-status", status);
    }

    /** Sends an answer's head, of gRPC's type unless the fields say otherwise, and goes on. */
    public static void head(Stream stream, int status, boolean last, Runnable then, String... fields) {
        HttpFields.Mutable all = HttpFields.build().put("content-type", "application/grpc");
        for (int i = 0; i < fields.length; i += 2) {
            all.put(fields[i], fields[i + 1]);
        }
        stream.headers(
                new HeadersFrame(
                        stream.getId(), new MetaData.Response(status, null, HttpVersion.HTTP_2, all), null, last),
                Callback.from(then));
    }

    /** A message in gRPC's frame. */
    public static byte[] message(byte[] content) {
        return ByteBuffer.allocate(5 + content.length)
                .put((byte) 0)
                .putInt(content.length)
                .put(content)
                .array();
    }

    @Override
    public void close() {
        try {
            server.stop();
        } catch (Exception e) {
            throw new AssertionError("does not stop", e);
        }
    }

    private final class Listening implements ServerSessionListener {
        @Override
        public Stream.Listener onNewStream(Stream stream, HeadersFrame frame) {
            stream.demand();
            return new Call((MetaData.Request) frame.getMetaData());
        }
    }

    private final class Call implements Stream.Listener {
        private final MetaData.Request head;
        private final ByteArrayOutputStream body = new ByteArrayOutputStream();

        private Call(MetaData.Request head) {
            this.head = head;
        }

        @Override
        public void onDataAvailable(Stream stream) {
            Stream.Data data = stream.readData();
            if (data == null) {
                stream.demand();
                return;
            }
            body.writeBytes(BufferUtil.toArray(data.frame().getByteBuffer()));
            boolean last = data.frame().isEndStream();
            data.release();
            if (last) {
                asked.add(new Asked(head, ByteBuffer.wrap(body.toByteArray()).asReadOnlyBuffer()));
                script.play(stream);
            } else {
                stream.demand();
            }
        }
    }
}
