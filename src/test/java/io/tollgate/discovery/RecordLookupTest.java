package io.tollgate.discovery;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.tollgate.testing.FakeTime;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.xbill.DNS.AAAARecord;
import org.xbill.DNS.ARecord;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

/** What name servers may tell, and which of them. */
class RecordLookupTest {
    private static final String FAR = "10.0.0.53";
    private static final String NEAR = "127.0.0.53";

    private static Message message(List<String> addresses) {
        Message message = new Message();
        addresses.forEach(text -> {
            InetAddress address = address(text);
            message.addRecord(
                    text.indexOf(':') < 0
                            ? new ARecord(Name.root, DClass.IN, 60, address)
                            : new AAAARecord(Name.root, DClass.IN, 60, address),
                    Section.ANSWER);
        });
        return message;
    }

    private static InetAddress address(String text) {
        try {
            return InetAddress.getByName(text);
        } catch (UnknownHostException e) {
            throw new AssertionError(e);
        }
    }

    private static String told(String server, int type, String... addresses) {
        return told(true, server, type, addresses);
    }

    private static String told(boolean chosen, String server, int type, String... addresses) {
        Message answer = message(List.of(addresses));
        RecordLookup lookup = new RecordLookup(
                new NameServers(
                        () -> List.of(new InetSocketAddress(address(server), 53)),
                        (resolver, query) -> CompletableFuture.completedFuture(answer),
                        new FakeTime()),
                chosen);
        RecordLookup.Told told = lookup.look(Name.root, type).join();
        return told.none() != null
                ? told.none().toString()
                : RecordLookup.addresses(told.records(), 80).stream()
                        .map(place -> place.host())
                        .collect(Collectors.joining(" "));
    }

    @Test
    void aTimeThatIsNoneIsNone() throws Exception {
        byte[] wire = new ARecord(Name.root, DClass.IN, 5, address("10.0.0.1")).toWire(Section.ANSWER);
        // After one byte of name and two each of type and class.
        wire[5] = (byte) 0x80;
        Message answer = new Message();
        answer.addRecord(Record.fromWire(wire, Section.ANSWER), Section.ANSWER);
        RecordLookup lookup = new RecordLookup(
                new NameServers(
                        () -> List.of(new InetSocketAddress(address(FAR), 53)),
                        (resolver, query) -> CompletableFuture.completedFuture(answer),
                        new FakeTime()),
                true);
        assertEquals(Duration.ZERO, lookup.look(Name.root, Type.A).join().ttl());
    }

    @Test
    void thisMachineIsForItsOwnNameServerToTell() {
        assertEquals("10.0.0.1", told(FAR, Type.A, "127.0.0.1", "10.0.0.1", "127.9.9.9"));
        assertEquals("127.0.0.1 10.0.0.1", told(NEAR, Type.A, "127.0.0.1", "10.0.0.1"));
        assertEquals("2001:db8::1", told(FAR, Type.AAAA, "::1", "2001:db8::1"));
        assertEquals(
                "Failed[why=. has only addresses at which no other machine is, such as 127.0.0.1]",
                told(FAR, Type.A, "127.0.0.1"));
    }

    @Test
    void theSystemsNameServerHereOnlyHandsOnWhatOthersTell() {
        assertEquals("10.0.0.1", told(false, NEAR, Type.A, "127.0.0.1", "10.0.0.1"));
        assertEquals("2001:db8::1", told(false, NEAR, Type.AAAA, "::1", "2001:db8::1"));
    }

    @Test
    void whatIsNoServersIsForNobodyToTell() {
        Stream.of(FAR, NEAR).forEach(server -> {
            assertEquals(
                    "10.0.0.1",
                    told(server, Type.A, "0.0.0.0", "224.0.0.1", "169.254.169.254", "255.255.255.255", "10.0.0.1"));
            assertEquals("2001:db8::1", told(server, Type.AAAA, "::", "ff02::1", "fe80::1", "2001:db8::1"));
        });
    }
}
