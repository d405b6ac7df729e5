package io.tollgate.boot.jar;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.tollgate.testing.container.Ports;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** Two sockets of one address, as of a process and its successor. */
@EnabledOnOs(OS.LINUX)
class ListeningSocketsTest {
    private static final String HOST = "127.0.0.1";
    private static final int CALLS = 100;

    private final int port = Ports.free();

    @Test
    void twoThatDoNotKnowOfEachOtherCannotShareAnAddress() throws IOException {
        try (ServerSocketChannel first = ListeningSockets.open(HOST, port, CALLS, false)) {
            assertThrows(IOException.class, () -> ListeningSockets.open(HOST, port, CALLS, false));
            assertEquals(CALLS, taken(first, CALLS));
        }
    }

    /** That the kernel does so is what a replacement without a lost connection rests on. */
    @Test
    void theSuccessorDrawsAllConnectionsAndThenSharesTheAddressAgain() throws IOException {
        try (ServerSocketChannel second = drawnFromAnother()) {
            ListeningSockets.drawAll(second, false);
            try (ServerSocketChannel third = ListeningSockets.open(HOST, port, CALLS, true)) {
                ListeningSockets.drawAll(third, true);
                assertEquals(CALLS, taken(third, CALLS));
            }
        }
    }

    /** A socket that has shared the address with another, which is closed by now. */
    private ServerSocketChannel drawnFromAnother() throws IOException {
        try (ServerSocketChannel first = ListeningSockets.open(HOST, port, CALLS, false)) {
            ServerSocketChannel second = ListeningSockets.open(HOST, port, CALLS, true);
            int shared = taken(second, CALLS);
            assertEquals(CALLS - shared, waiting(first), "what one has not, the other has");
            ListeningSockets.drawAll(second, true);
            assertEquals(CALLS, taken(second, CALLS));
            return second;
        }
    }

    /** Of so many connections, how many have come to that socket. */
    private int taken(ServerSocketChannel socket, int calls) throws IOException {
        for (int i = 0; i < calls; i++) {
            try (Socket client = new Socket()) {
                client.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            }
        }
        return waiting(socket);
    }

    private static int waiting(ServerSocketChannel socket) throws IOException {
        socket.configureBlocking(false);
        int count = 0;
        for (SocketChannel next = socket.accept(); next != null; next = socket.accept()) {
            next.close();
            count++;
        }
        return count;
    }
}
