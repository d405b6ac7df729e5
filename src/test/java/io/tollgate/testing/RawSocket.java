package io.tollgate.testing;

import java.io.BufferedInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import javax.net.ssl.ExtendedSSLSession;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;

/**
 * One end of a connection, driven byte by byte; a client's or a backend's. For one thread that reads and one that writes,
 * and any for {@link #close}.
 */
public final class RawSocket implements AutoCloseable {
    private static final Duration SILENCE = Duration.ofSeconds(15);

    private final Socket socket;
    private final Tap tap;
    private final InputStream in;
    private final OutputStream out;

    /** Learns what passes. */
    public interface Tap {
        void received(byte[] bytes);

        void sent(byte[] bytes);
    }

    /** An end of that connection, of which nobody else learns. */
    public RawSocket(Socket socket) throws IOException {
        this(socket, SILENCE, new Tap() {
            @Override
            public void received(byte[] bytes) {}

            @Override
            public void sent(byte[] bytes) {}
        });
    }

    /**
     * An end of that connection.
     *
     * @param silence how long the other end may say nothing to whoever reads
     */
    public RawSocket(Socket socket, Duration silence, Tap tap) throws IOException {
        this.socket = socket;
        this.tap = tap;
        socket.setTcpNoDelay(true);
        socket.setSoTimeout((int) silence.toMillis());
        in = new BufferedInputStream(new Tapped(socket.getInputStream(), tap));
        out = socket.getOutputStream();
    }

    /** Connects to a port of this machine. */
    public static RawSocket connect(int port) throws IOException {
        return new RawSocket(new Socket(InetAddress.getLoopbackAddress(), port));
    }

    /** The same, with that many bytes of room for what comes unread. */
    public static RawSocket connect(int port, int room) throws IOException {
        Socket socket = new Socket();
        socket.setReceiveBufferSize(room);
        socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        return new RawSocket(socket);
    }

    /** Connects to that address. */
    public static RawSocket connect(InetAddress address, int port) throws IOException {
        return new RawSocket(new Socket(address, port));
    }

    /** Connects to a port of this machine by TLS and shakes hands; asks for that name. */
    public static RawSocket connect(int port, SSLContext context, String name) throws IOException {
        return connect(port, "", context, name);
    }

    /** The same behind some bytes in the open. */
    public static RawSocket connect(int port, String before, SSLContext context, String name) throws IOException {
        Socket plain = new Socket(InetAddress.getLoopbackAddress(), port);
        try {
            plain.getOutputStream().write(before.getBytes(StandardCharsets.ISO_8859_1));
            SSLSocket secure = (SSLSocket) context.getSocketFactory().createSocket(plain, name, port, true);
            SSLParameters parameters = secure.getSSLParameters();
            parameters.setServerNames(List.of(new SNIHostName(name)));
            secure.setSSLParameters(parameters);
            RawSocket connected = new RawSocket(secure);
            secure.startHandshake();
            return connected;
        } catch (IOException | RuntimeException e) {
            plain.close();
            throw e;
        }
    }

    /** The other end's certificate, of a connection by TLS. */
    public X509Certificate shown() throws IOException {
        return (X509Certificate) ((SSLSocket) socket).getSession().getPeerCertificates()[0];
    }

    /** The name that the other end has asked for (SNI), of a connection by TLS; empty when it has asked for none. */
    public String askedFor() {
        return ((ExtendedSSLSession) ((SSLSocket) socket).getSession())
                .getRequestedServerNames().stream()
                        .map(name -> ((SNIHostName) name).getAsciiName())
                        .findFirst()
                        .orElse("");
    }

    /** A message's head: these lines and the empty one. */
    public static String lines(String... lines) {
        return String.join("\r\n", lines) + "\r\n\r\n";
    }

    /** Sends text as it is, one byte a character. */
    public RawSocket write(String text) throws IOException {
        return write(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    public RawSocket write(byte[] bytes) throws IOException {
        tap.sent(bytes);
        out.write(bytes);
        return this;
    }

    /** Sends as much as the other end takes, which may answer and close before the end; what it answered can be read. */
    public RawSocket offer(String text) {
        try {
            return write(text);
        } catch (IOException e) {
            return this;
        }
    }

    /** Whether something has come that was not read; the other end's closing is nothing. */
    public boolean hasMore() throws IOException {
        return in.available() > 0;
    }

    /**
     * Reads a line without its end.
     *
     * @throws IOException also when the other end closed instead
     */
    public String line() throws IOException {
        return Wire.needLine(in);
    }

    /**
     * Reads a message's start line and fields.
     *
     * @throws IOException also when the other end closed instead
     */
    public Head head() throws IOException {
        Head head = Head.read(in);
        if (head == null) {
            throw new IOException("closed before a head came");
        }
        return head;
    }

    /**
     * Reads the body that belongs to that head.
     *
     * @param answer whether the head is an answer's, whose body may last until the end of the connection
     */
    public byte[] body(Head head, boolean answer) throws IOException {
        return Wire.body(in, head.fields(), answer).readAllBytes();
    }

    /** Reads that many bytes. */
    public String read(int bytes) throws IOException {
        return new String(in.readNBytes(bytes), StandardCharsets.ISO_8859_1);
    }

    /** Reads until the other end closes in order; fails if it resets the connection. */
    public String rest() throws IOException {
        return new String(in.readAllBytes(), StandardCharsets.ISO_8859_1);
    }

    /** Waits until the other end closes or resets the connection, whatever still comes before. */
    public void awaitEnd() throws IOException {
        try {
            in.transferTo(OutputStream.nullOutputStream());
        } catch (SocketTimeoutException e) {
            throw e;
        } catch (IOException e) {
            // A reset is an end, too.
        }
    }

    /** Sends no more, and still reads. */
    public void endOutput() throws IOException {
        socket.shutdownOutput();
    }

    /** Ends the connection at once with a reset. */
    public void reset() throws IOException {
        socket.setSoLinger(true, 0);
        socket.close();
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException e) {
            // Gone either way.
        }
    }

    private static final class Tapped extends FilterInputStream {
        private final Tap tap;

        Tapped(InputStream in, Tap tap) {
            super(in);
            this.tap = tap;
        }

        @Override
        public int read(byte[] target, int offset, int length) throws IOException {
            int n = super.read(target, offset, length);
            if (n > 0) {
                tap.received(Arrays.copyOfRange(target, offset, offset + n));
            }
            return n;
        }
    }
}
