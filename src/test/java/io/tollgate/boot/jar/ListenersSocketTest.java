package io.tollgate.boot.jar;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tollgate.testing.Head;
import io.tollgate.testing.RawSocket;
import io.tollgate.testing.ScriptedBackend;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.SocketException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Listeners that come and go while traffic goes on. */
@SuppressWarnings("NullAway.Init")
class ListenersSocketTest {
    @TempDir
    Path folder;

    private ScriptedBackend backend;
    private DataSide tollgate;

    @BeforeEach
    void start() throws IOException {
        backend = new ScriptedBackend(socket -> {});
        backend.play(backend.answering(ScriptedBackend.ok("")));
        tollgate = DataSide.start(folder, config(""));
    }

    @AfterEach
    void stop() {
        tollgate.close();
        backend.close();
    }

    @Test
    void aListenerIsAddedAndTheOldKeepsItsPortAndItsConnections() throws IOException {
        int port = tollgate.port();
        try (RawSocket before = RawSocket.connect(port)) {
            assertEquals("200", get(before));
            assertNull(tollgate.load(config(", {id: more, address: \"127.0.0.1:0\"}")));
            assertEquals(2, tollgate.urls().size());
            assertEquals(port, tollgate.port());
            assertEquals("200", get(before));
        }
        tollgate.settled(2);
        assertEquals("200", get(port(1)));
        assertEquals("more", tollgate.settled(3).listener());
    }

    @Test
    void aRemovedListenerTakesNoMoreAndEndsWhatItHas() throws Exception {
        assertNull(tollgate.load(config(", {id: more, address: \"127.0.0.1:0\"}")));
        int removed = port(1);
        CountDownLatch asked = new CountDownLatch(1);
        CountDownLatch go = new CountDownLatch(1);
        backend.play(socket -> {
            backend.request(socket);
            asked.countDown();
            go.await();
            socket.write(ScriptedBackend.ok("late"));
            socket.awaitEnd();
        });
        try (RawSocket inFlight = RawSocket.connect(removed);
                RawSocket idle = RawSocket.connect(removed)) {
            inFlight.write("GET / HTTP/1.1\r\nHost: x\r\n\r\n");
            asked.await();
            assertNull(tollgate.load(config("")));
            // The kernel takes connections until the selector has let go of the port.
            Awaitility.await().until(() -> refuses(removed));
            idle.awaitEnd();
            go.countDown();
            Head answer = inFlight.head();
            assertEquals("200", answer.word(1));
            assertEquals(4, inFlight.body(answer, true).length);
        }
        assertNull(tollgate.load(config(", {id: more, address: \"127.0.0.1:" + removed + "\"}")), "the port is free");
    }

    private static boolean refuses(int port) throws IOException {
        try {
            RawSocket.connect(port).close();
            return false;
        } catch (SocketException e) {
            return true;
        }
    }

    @Test
    void aTakenPortIsRefusedAndTheOldStays() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            String problem = tollgate.load(config(", {id: more, address: \"127.0.0.1:" + taken.getLocalPort() + "\"}"));
            assertNotNull(problem);
            assertTrue(problem.contains("listeners[1].address"), problem);
            assertTrue(problem.contains("in use"), problem);
        }
        assertEquals(1, tollgate.urls().size());
        assertEquals("200", get(tollgate.port()));
    }

    @Test
    void oneTakenPortOpensNoOther() throws IOException {
        int free;
        try (ServerSocket probe = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            free = probe.getLocalPort();
        }
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            assertNotNull(tollgate.load(config(", {id: one, address: \"127.0.0.1:" + free
                    + "\"}, {id: two, address: \"127.0.0.1:" + taken.getLocalPort() + "\"}")));
        }
        assertTrue(refuses(free));
    }

    private int port(int index) {
        String url = tollgate.urls().get(index);
        return Integer.parseInt(url.substring(url.lastIndexOf(':') + 1));
    }

    private String config(String more) {
        String web = "{id: web, address: \"127.0.0.1:0\"}";
        return DataSide.pool(List.of(backend.url())).replace(web, web + more);
    }

    private static String get(int port) throws IOException {
        try (RawSocket client = RawSocket.connect(port)) {
            return get(client);
        }
    }

    private static String get(RawSocket client) throws IOException {
        return client.write("GET / HTTP/1.1\r\nHost: x\r\n\r\n").head().word(1);
    }
}
