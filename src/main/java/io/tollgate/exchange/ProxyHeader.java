package io.tollgate.exchange;

import inet.ipaddr.IPAddress;
import io.tollgate.model.Cidr;
import io.tollgate.model.ProxyProtocol;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * The first bytes of a connection, by which a proxy says for whom it makes it (the PROXY protocol, versions 1 and 2, of
 * HAProxy's doc/proxy-protocol.txt). Nothing in it is ever looked up. Immutable.
 *
 * @param source the client; null, like the destination, where the proxy speaks for itself
 * @param destination where the client connected to
 */
public record ProxyHeader(
        @Nullable InetSocketAddress source, @Nullable InetSocketAddress destination) {
    /** The proxy connects for itself, to ask whether the server is well. */
    public static final ProxyHeader OF_ITSELF = new ProxyHeader(null, null);

    /** More than a header takes that says who connects; what may stand behind that is skipped. */
    public static final int MAX_BYTES = 2_048;

    /** What a line of version 1 takes at most, its end included. */
    private static final int MAX_LINE = 107;

    private static final byte[] SIGNATURE = {0x0D, 0x0A, 0x0D, 0x0A, 0x00, 0x0D, 0x0A, 0x51, 0x55, 0x49, 0x54, 0x0A};
    private static final int FIXED = 16;
    private static final int IPV4 = 4;
    private static final int IPV6 = 16;
    private static final int LOCAL_COMMAND = 0x20;
    private static final int PROXY_COMMAND = 0x21;
    private static final int TCP_OVER_IPV4 = 0x11;
    private static final int TCP_OVER_IPV6 = 0x21;

    /** Of literal addresses; of itself when one of them is none. */
    public static ProxyHeader of(String source, int sourcePort, String destination, int destinationPort) {
        try {
            return new ProxyHeader(
                    new InetSocketAddress(literal(source), sourcePort),
                    new InetSocketAddress(literal(destination), destinationPort));
        } catch (IllegalArgumentException e) {
            return OF_ITSELF;
        }
    }

    /**
     * Reads one. The buffer stands behind it then, or where it stood when there is not enough of it yet.
     *
     * @return null when more bytes are needed
     * @throws IllegalArgumentException when it is none
     */
    public static @Nullable ProxyHeader read(ByteBuffer from) {
        if (!from.hasRemaining()) {
            return null;
        }
        return from.get(from.position()) == SIGNATURE[0] ? readBinary(from) : readLine(from);
    }

    /** As it goes on the wire; nothing for {@link ProxyProtocol#NONE}. */
    public byte[] bytes(ProxyProtocol form) {
        return switch (form) {
            case NONE -> new byte[0];
            case V1 -> line().getBytes(StandardCharsets.US_ASCII);
            case V2 -> binary();
        };
    }

    private String line() {
        InetSocketAddress from = source;
        InetSocketAddress to = destination;
        if (from == null || to == null) {
            return "PROXY UNKNOWN\r\n";
        }
        boolean four = bothOfVersion4(from, to);
        return "PROXY " + (four ? "TCP4 " : "TCP6 ") + text(from, four) + " " + text(to, four) + " " + from.getPort()
                + " " + to.getPort() + "\r\n";
    }

    private byte[] binary() {
        InetSocketAddress from = source;
        InetSocketAddress to = destination;
        if (from == null || to == null) {
            return ByteBuffer.allocate(FIXED)
                    .put(SIGNATURE)
                    .put((byte) LOCAL_COMMAND)
                    .array();
        }
        boolean four = bothOfVersion4(from, to);
        int length = four ? 2 * IPV4 + 4 : 2 * IPV6 + 4;
        return ByteBuffer.allocate(FIXED + length)
                .put(SIGNATURE)
                .put((byte) PROXY_COMMAND)
                .put((byte) (four ? TCP_OVER_IPV4 : TCP_OVER_IPV6))
                .putShort((short) length)
                .put(raw(from, four))
                .put(raw(to, four))
                .putShort((short) from.getPort())
                .putShort((short) to.getPort())
                .array();
    }

    private static @Nullable ProxyHeader readLine(ByteBuffer from) {
        int start = from.position();
        for (int i = start; i < from.limit(); i++) {
            if (i - start >= MAX_LINE) {
                throw new IllegalArgumentException("its line is too long");
            }
            if (i - start < 6 && from.get(i) != "PROXY ".charAt(i - start)) {
                throw new IllegalArgumentException("there is none");
            }
            if (from.get(i) == '\n') {
                byte[] line = new byte[i + 1 - start];
                from.get(line);
                return ofLine(new String(line, StandardCharsets.ISO_8859_1));
            }
        }
        return null;
    }

    private static ProxyHeader ofLine(String line) {
        if (!line.endsWith("\r\n")) {
            throw new IllegalArgumentException("its line ends without CR");
        }
        String[] words = line.substring(0, line.length() - 2).split(" ", -1);
        if (words[1].equals("UNKNOWN")) {
            return OF_ITSELF;
        }
        boolean four = words[1].equals("TCP4");
        if (words.length != 6 || (!four && !words[1].equals("TCP6"))) {
            throw new IllegalArgumentException("its line is not as it should be");
        }
        return new ProxyHeader(
                new InetSocketAddress(literal(words[2], four), port(words[4])),
                new InetSocketAddress(literal(words[3], four), port(words[5])));
    }

    private static @Nullable ProxyHeader readBinary(ByteBuffer from) {
        int start = from.position();
        int there = from.remaining();
        for (int i = 0; i < Math.min(there, SIGNATURE.length); i++) {
            if (from.get(start + i) != SIGNATURE[i]) {
                throw new IllegalArgumentException("there is none");
            }
        }
        if (there < FIXED) {
            return null;
        }
        int command = from.get(start + 12) & 0xff;
        int family = from.get(start + 13) & 0xff;
        int length = from.getShort(start + 14) & 0xffff;
        if (command != LOCAL_COMMAND && command != PROXY_COMMAND) {
            throw new IllegalArgumentException("its version is not known");
        }
        if (length > MAX_BYTES - FIXED) {
            throw new IllegalArgumentException("it is too long");
        }
        if (there < FIXED + length) {
            return null;
        }
        ByteBuffer content = from.slice(start + FIXED, length);
        from.position(start + FIXED + length);
        if (command == LOCAL_COMMAND) {
            return OF_ITSELF;
        }
        return switch (family) {
            case TCP_OVER_IPV4 -> ofAddresses(content, IPV4);
            case TCP_OVER_IPV6 -> ofAddresses(content, IPV6);
            // No address that could be a client's here: the connection's own count (section 2.2).
            default -> OF_ITSELF;
        };
    }

    private static ProxyHeader ofAddresses(ByteBuffer content, int size) {
        if (content.remaining() < 2 * size + 4) {
            throw new IllegalArgumentException("it is too short for its addresses");
        }
        byte[] from = new byte[size];
        byte[] to = new byte[size];
        content.get(from).get(to);
        int fromPort = content.getShort() & 0xffff;
        int toPort = content.getShort() & 0xffff;
        return new ProxyHeader(
                new InetSocketAddress(address(from), fromPort), new InetSocketAddress(address(to), toPort));
    }

    private static InetAddress address(byte[] raw) {
        try {
            return InetAddress.getByAddress(raw);
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException(e);
        }
    }

    private static InetAddress literal(String text, boolean four) {
        try {
            InetAddress address = literal(text);
            if (four == (text.indexOf(':') < 0)) {
                return address;
            }
        } catch (IllegalArgumentException e) {
            // What stands there may be anything, and is not repeated in the log.
        }
        throw new IllegalArgumentException("its address is none of that kind");
    }

    private static InetAddress literal(String text) {
        IPAddress block = Cidr.parse(text).block();
        if (text.indexOf('/') >= 0) {
            throw new IllegalArgumentException("\"" + text + "\" is not an address");
        }
        return block.toInetAddress();
    }

    private static int port(String text) {
        boolean digits = !text.isEmpty() && text.length() <= 5 && text.chars().allMatch(c -> c >= '0' && c <= '9');
        int port = digits ? Integer.parseInt(text) : -1;
        if (port < 0 || port > 65_535) {
            throw new IllegalArgumentException("its port is none");
        }
        return port;
    }

    private static boolean bothOfVersion4(InetSocketAddress one, InetSocketAddress other) {
        return one.getAddress() instanceof Inet4Address && other.getAddress() instanceof Inet4Address;
    }

    private static String text(InetSocketAddress of, boolean four) {
        String text = of.getAddress().getHostAddress();
        if (!four && of.getAddress() instanceof Inet4Address) {
            return "::ffff:" + text;
        }
        int scope = text.indexOf('%');
        return scope < 0 ? text : text.substring(0, scope);
    }

    /** An address of version 4 beside one of version 6 is mapped into it (RFC 4291, section 2.5.5.2). */
    private static byte[] raw(InetSocketAddress of, boolean four) {
        byte[] raw = of.getAddress().getAddress();
        if (four || raw.length == IPV6) {
            return raw;
        }
        return ByteBuffer.allocate(IPV6)
                .putShort(10, (short) 0xffff)
                .position(IPV6 - IPV4)
                .put(raw)
                .array();
    }
}
