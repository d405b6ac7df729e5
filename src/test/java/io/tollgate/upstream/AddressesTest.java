package io.tollgate.upstream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.net.InetSocketAddress;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicReference;
import org.eclipse.jetty.util.Promise;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AddressesTest {

    @ParameterizedTest
    @CsvSource({
        "fd00::1 fd00::2 10.0.0.1 10.0.0.2, fd00::1 10.0.0.1 fd00::2 10.0.0.2",
        "10.0.0.1 10.0.0.2 10.0.0.3 fd00::1, 10.0.0.1 fd00::1 10.0.0.2 10.0.0.3",
        "10.0.0.1 fd00::1 fd00::2, 10.0.0.1 fd00::1 fd00::2",
        "10.0.0.2 10.0.0.1, 10.0.0.2 10.0.0.1"
    })
    void theFamiliesTakeTurnsBeginningWithTheFirst(String found, String ordered) {
        assertEquals(all(ordered), Addresses.inTurn(all(found)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1", "::1", "[::1]", "[fd00::a]"})
    void knowsAnAddress(String host) {
        assertNotNull(Addresses.literal(host));
    }

    @ParameterizedTest
    @ValueSource(strings = {"localhost", "shop.example.com", "10.example", "a"})
    void knowsAName(String host) {
        assertNull(Addresses.literal(host));
    }

    /** Else whoever asked would wait for ever, and hold the place of a connection. */
    @Test
    void saysSoWhenNobodyCanLookItUp() {
        AtomicReference<Throwable> failure = new AtomicReference<>();
        Addresses addresses = new Addresses(Runnable::run, (host, port, context, promise) -> {
            throw new RejectedExecutionException("full");
        });
        addresses.resolve("shop.example.com", 80, new HashMap<>(), Promise.from(found -> {}, failure::set));
        assertEquals(
                "no thread is free to connect, or Tollgate stops",
                Objects.requireNonNull(failure.get()).getMessage());
    }

    private static List<InetSocketAddress> all(String addresses) {
        return Arrays.stream(addresses.split(" "))
                .map(address -> new InetSocketAddress(Objects.requireNonNull(Addresses.literal(address)), 80))
                .toList();
    }
}
