package io.tollgate.discovery;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.tollgate.testing.FakeTime;
import java.net.InetSocketAddress;
import java.nio.channels.UnresolvedAddressException;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.SimpleResolver;
import org.xbill.DNS.Type;

/** What goes wrong before a question is on its way. */
class NameServersTest {
    private static final InetSocketAddress BAD = new InetSocketAddress("10.0.0.1", 53);
    private static final InetSocketAddress GOOD = new InetSocketAddress("10.0.0.2", 53);

    private final FakeTime time = new FakeTime();

    private CompletableFuture<NameServers.Reply> ask(List<InetSocketAddress> servers) {
        return new NameServers(() -> servers, NameServersTest::send, time).ask(Name.root, Type.A);
    }

    private static CompletableFuture<Message> send(SimpleResolver resolver, Message query) {
        if (resolver.getAddress().equals(BAD)) {
            throw new UnresolvedAddressException();
        }
        return CompletableFuture.completedFuture(new Message());
    }

    private static String why(CompletableFuture<NameServers.Reply> answer) {
        CompletionException failure = assertThrows(CompletionException.class, answer::join);
        return String.valueOf(assertInstanceOf(NameServers.UnansweredException.class, failure.getCause())
                .getMessage());
    }

    @Test
    void whereOneCannotBeAskedTheNextOneIs() {
        assertEquals(GOOD, ask(List.of(BAD, GOOD)).join().from());
        assertEquals("10.0.0.1:53 did not answer: UnresolvedAddressException", why(ask(List.of(BAD))));
        assertEquals(0, time.pending());
    }

    @Test
    void theListIsReadOnceForALook() {
        int[] read = new int[1];
        NameServers servers = new NameServers(
                () -> {
                    read[0]++;
                    return List.of(GOOD);
                },
                NameServersTest::send,
                time);
        NameServers look = servers.forOneLook();
        look.ask(Name.root, Type.A).join();
        look.ask(Name.root, Type.AAAA).join();
        assertEquals(1, read[0]);
        servers.forOneLook().ask(Name.root, Type.A).join();
        assertEquals(2, read[0]);
    }

    @Test
    void aListThatCannotBeReadIsToldOf() {
        NameServers none = new NameServers(
                () -> {
                    throw new NoSuchElementException("nameserver");
                },
                NameServersTest::send,
                time);
        assertEquals(
                "the system does not tell its name servers: java.util.NoSuchElementException: nameserver",
                why(none.ask(Name.root, Type.A)));
    }
}
