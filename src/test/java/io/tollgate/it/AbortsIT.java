package io.tollgate.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tollgate.testing.BackendProcess;
import io.tollgate.testing.Form;
import io.tollgate.testing.Jcmd;
import io.tollgate.testing.RawAnswer;
import io.tollgate.testing.RawClient;
import io.tollgate.testing.RawRequest;
import io.tollgate.testing.RawSocket;
import io.tollgate.testing.Site;
import io.tollgate.testing.TestConfig;
import io.tollgate.testing.TollgateProcess;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** Thousands of clients that leave at random points, and nothing that is left of them. */
@ParameterizedClass(name = "{0}")
@MethodSource("io.tollgate.testing.Form#allWays")
class AbortsIT {
    private static final int ABORTS = 10_000;

    /** Until most pools and buffers are as large as they get. */
    private static final int BEFORE = 2_000;

    /** Some pools of containers grow for longer. What aborts leave behind grows in every round. */
    private static final int ROUNDS = 4;

    private static final int CLIENTS = 8;
    private static final long SEED = 20_261_126;
    private static final int LARGEST = 200_000;

    /** An echo comes while its request is still sent, and nobody reads it then. */
    private static final int LARGEST_ECHO = 60_000;

    /** What a container may hold of an exchange until the connection, or its thread, has the next. */
    private static final int HELD = 64;

    private static final int FEW = 16;

    /** By how many threads the pools of a container may still grow, and by how much its buffers. */
    private static final int THREADS = 64;

    private static final long BYTES = 8 << 20;
    private static final List<String> OF_AN_EXCHANGE = List.of(
            "io.tollgate.exchange.Exchange",
            "io.tollgate.proxy.Dispatch",
            "io.tollgate.proxy.AnswerWriter",
            "io.tollgate.proxy.ServletBody",
            "io.tollgate.proxy.Attempt",
            "io.tollgate.balance.Lease",
            "io.tollgate.upstream.JettyCall",
            "io.undertow.server.protocol.http.HttpServerConnection");

    @TempDir
    static Path folder;

    @SuppressWarnings("NullAway.Init")
    private static Site site;

    private final Form form;

    AbortsIT(Form form) {
        this.form = form;
    }

    @BeforeParameterizedClassInvocation
    static void start(Form form) {
        List<BackendProcess> backends = Site.startBackends();
        String config = TestConfig.of(backends).text() + "accessLog: {file: \"" + accessLog(form) + "\"}\n";
        site = new Site(backends, TollgateProcess.start(form, folder, config));
    }

    private static Path accessLog(Form form) {
        return folder.resolve(form + ".log");
    }

    @AfterParameterizedClassInvocation
    static void stop() {
        site.close();
    }

    @Test
    void nothingIsLeftOfThem() throws IOException {
        abort(BEFORE, SEED);
        settle();
        List<String> more = List.of();
        for (int round = 1; round == 1 || (round <= ROUNDS && !more.isEmpty()); round++) {
            Left before = Left.now();
            abort(ABORTS, SEED + round);
            settle();
            // Connections to backends stay for a while.
            Awaitility.await().atMost(Duration.ofMinutes(1)).until(() -> Left.now().files <= before.files + FEW);
            Left after = Left.now();
            System.out.println(
                    form + ", seed " + SEED + ", before and after " + ABORTS + " aborts: " + before + ", " + after);
            more = after.moreThan(before);
        }
        assertEquals(List.of(), more, "grows in each round");
        assertEveryExchangeWasNoted();
        try (RawClient client = new RawClient(site.tollgate().data())) {
            for (int i = 0; i < FEW; i++) {
                RawAnswer answer = client.send(RawRequest.get("/bytes?n=" + LARGEST));
                assertEquals(200, answer.status());
                assertEquals(LARGEST, answer.length());
            }
        }
        assertEquals(
                3,
                site.backends().stream().filter(backend -> isUp(backend.name())).count(),
                "nobody is blamed");
    }

    /** A request may be put to another use before its exchange has ended; the log must not ask it any more. */
    private void assertEveryExchangeWasNoted() {
        long counted = (long) sum(site.tollgate().rest().metrics(), "tollgate_requests_total{", "");
        Awaitility.await().untilAsserted(() -> {
            try (Stream<String> lines = Files.lines(accessLog(form), StandardCharsets.US_ASCII)) {
                assertEquals(counted, lines.count());
            }
        });
    }

    private static boolean isUp(String backend) {
        return site.tollgate().rest().backend(backend).get("health").asText().equals("up");
    }

    private static void abort(int times, long seed) {
        AtomicInteger left = new AtomicInteger(times);
        List<Thread> clients = IntStream.range(0, CLIENTS)
                .mapToObj(i -> new Thread(() -> abort(left, new SplittableRandom(seed * CLIENTS + i)), "client " + i))
                .toList();
        clients.forEach(Thread::start);
        clients.forEach(client -> {
            try {
                client.join();
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        });
        assertTrue(left.get() <= -CLIENTS, "a client has failed");
    }

    private static void abort(AtomicInteger left, SplittableRandom random) {
        int port = site.tollgate().data().getPort();
        while (left.getAndDecrement() > 0) {
            try (RawSocket client = RawSocket.connect(port)) {
                leave(client, random);
            } catch (IOException e) {
                throw new AssertionError(e);
            }
        }
    }

    /** Sends a part of a request or all of it, in the latter case reads a part of its answer, and goes. */
    private static void leave(RawSocket client, SplittableRandom random) throws IOException {
        int length = random.nextInt(LARGEST);
        boolean chunked = random.nextBoolean();
        int awaited = 0;
        String request;
        switch (random.nextInt(4)) {
            case 0 -> {
                request = RawSocket.lines("GET /bytes?n=" + length + "&chunked=" + chunked + " HTTP/1.1", "Host: a");
                awaited = random.nextInt(length + 1);
            }
            case 1 -> request = RawSocket.lines("GET /slow?ms=" + random.nextInt(300) + " HTTP/1.1", "Host: a");
            case 2 -> request = upload("/sink", length, chunked);
            default -> {
                int echoed = Math.min(length, LARGEST_ECHO);
                request = upload("/echo", echoed, chunked);
                awaited = random.nextInt(echoed + 1);
            }
        }
        boolean whole = random.nextBoolean();
        client.write(whole ? request : request.substring(0, random.nextInt(request.length())));
        if (whole && random.nextBoolean()) {
            client.read(awaited);
        }
        if (random.nextBoolean()) {
            client.reset();
        }
    }

    private static String upload(String path, int length, boolean chunked) {
        String body = "x".repeat(length);
        return chunked && length > 0
                ? RawSocket.lines("POST " + path + " HTTP/1.1", "Host: a", "Transfer-Encoding: chunked")
                        + Integer.toHexString(length) + "\r\n" + body + "\r\n0\r\n\r\n"
                : RawSocket.lines("POST " + path + " HTTP/1.1", "Host: a", "Content-Length: " + length) + body;
    }

    /** Until no exchange is under way, at either side. */
    private static void settle() {
        Awaitility.await()
                .atMost(Duration.ofMinutes(1))
                .untilAsserted(() -> assertEquals(List.of(0.0, 0.0, 0.0, 0.0), underWay(), "under way"));
    }

    /** Connections in use and being made, requests in flight and callers in the queue. */
    private static List<Double> underWay() {
        String metrics = site.tollgate().rest().metrics();
        return List.of(
                sum(metrics, "tollgate_connections{", "state=\"active\""),
                sum(metrics, "tollgate_connections{", "state=\"pending\""),
                sum(metrics, "tollgate_backend_in_flight{", ""),
                sum(metrics, "tollgate_queue_depth{", ""));
    }

    private static double sum(String metrics, String name, String label) {
        List<String> lines = metrics.lines()
                .filter(line -> line.startsWith(name) && line.contains(label))
                .toList();
        assertTrue(!lines.isEmpty(), name);
        return lines.stream()
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' '))))
                .sum();
    }

    /**
     * What there is in Tollgate's process when all is quiet.
     *
     * @param bytes in living arrays of bytes, which all buffers are or hold
     * @param objects of which every exchange has one, by type
     */
    private record Left(long threads, long files, long bytes, Map<String, Long> objects) {
        static Left now() {
            long pid = site.tollgate().process().javas().findFirst().orElseThrow();
            Map<String, Long> objects = new TreeMap<>();
            long[] bytes = {0};
            Jcmd.ask(pid, "GC.class_histogram")
                    .map(line -> line.strip().split("\\s+", -1))
                    .filter(columns -> columns.length >= 4)
                    .forEach(columns -> {
                        if (columns[3].equals("[B")) {
                            bytes[0] = Long.parseLong(columns[2]);
                        } else if (OF_AN_EXCHANGE.contains(columns[3])) {
                            objects.put(columns[3], Long.parseLong(columns[1]));
                        }
                    });
            return new Left(entries(pid, "task"), entries(pid, "fd"), bytes[0], objects);
        }

        /** What there is much more of. */
        List<String> moreThan(Left before) {
            List<String> more = new ArrayList<>();
            if (threads > before.threads + THREADS) {
                more.add("threads");
            }
            if (bytes > before.bytes + BYTES) {
                more.add("bytes in arrays");
            }
            objects.forEach((type, count) -> {
                if (count > before.objects.getOrDefault(type, 0L) + HELD) {
                    more.add(type);
                }
            });
            return more;
        }

        private static long entries(long pid, String of) {
            return Objects.requireNonNull(new File("/proc/" + pid + "/" + of).list()).length;
        }
    }
}
