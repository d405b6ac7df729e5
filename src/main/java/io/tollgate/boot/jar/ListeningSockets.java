package io.tollgate.boot.jar;

import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.nio.channels.ServerSocketChannel;

/**
 * Opens sockets to take connections from, in such a way that a successor can open the same address beside them: with
 * SO_REUSEPORT, by which the kernel spreads connections over all that listen there. That two listen by mistake is seen
 * before, by a trial without it.
 *
 * <p>An address of IPv4, 0.0.0.0 too, is opened for IPv4 alone: {@link #drawAll} works there only.
 */
final class ListeningSockets {
    private ListeningSockets() {}

    /**
     * Listens.
     *
     * @param backlog connections that the kernel may hold ready
     * @param beside whether a predecessor may listen there, too
     * @throws IOException when the address cannot be had
     */
    static ServerSocketChannel open(String host, int port, int backlog, boolean beside) throws IOException {
        InetSocketAddress address = new InetSocketAddress(host, port);
        if (!beside && port != 0) {
            bound(address, 1, false).close();
        }
        return bound(address, backlog, true);
    }

    /**
     * Draws all connections to this socket that come from now on, away from others that listen on its address, or shares
     * them again. Linux asks the latest socket of an address first, and spreads connections only if that one wants it.
     * While one draws all, nobody else can begin to listen there. Of IPv6 Linux asks the first one first, so that there
     * they stay spread.
     */
    static void drawAll(ServerSocketChannel channel, boolean all) throws IOException {
        if (channel.isOpen() && channel.supportedOptions().contains(StandardSocketOptions.SO_REUSEPORT)) {
            channel.setOption(StandardSocketOptions.SO_REUSEPORT, !all);
        }
    }

    private static ServerSocketChannel bound(InetSocketAddress address, int backlog, boolean shared)
            throws IOException {
        ServerSocketChannel channel = address.getAddress() instanceof Inet4Address
                ? ServerSocketChannel.open(StandardProtocolFamily.INET)
                : ServerSocketChannel.open();
        try {
            channel.setOption(StandardSocketOptions.SO_REUSEADDR, true);
            if (shared && channel.supportedOptions().contains(StandardSocketOptions.SO_REUSEPORT)) {
                channel.setOption(StandardSocketOptions.SO_REUSEPORT, true);
            }
            return channel.bind(address, backlog);
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw new IOException("Failed to bind to " + address, e);
        }
    }
}
