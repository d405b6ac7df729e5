package io.tollgate.it.strict;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tollgate.testing.Form;
import io.tollgate.testing.TollgateProcess;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Malformed and ambiguous requests are sent raw; what Tollgate then sends to its backend is given to nginx and to node.
 * None of it may be anything to them but the one request that the backend took it for. And odd but legal requests all
 * pass. {@code -Dseed} makes other random ones; {@code -Dforms} chooses where.
 */
class StrictHttpIT {
    private static final long SEED = Long.getLong("seed", 20261125);
    private static final int AT_ONCE = 8;
    private static final Set<String> PARSERS = Set.of("jar", "tomcat-10.1", "tomcat-11");
    private static final String GUARDED = "/admin";

    @TempDir
    static Path judging;

    private static Judge nginx;
    private static Judge node;

    @TempDir
    private Path folder;

    @BeforeAll
    static void call() throws IOException {
        nginx = Judge.nginx(Files.createDirectories(judging.resolve("nginx")));
        node = Judge.node(Files.createDirectories(judging.resolve("node")));
    }

    @AfterAll
    static void dismiss() {
        Stream.of(nginx, node).filter(judge -> judge != null).forEach(Judge::close);
    }

    static List<Form> formsWhoseParsersAreKnown() {
        return Form.all().stream()
                .filter(form -> PARSERS.contains(form.toString()))
                .toList();
    }

    @ParameterizedTest
    @MethodSource("io.tollgate.testing.Form#all")
    void nothingReachesTheBackendThatCanBeReadInTwoWays(Form form) throws Exception {
        List<Malformed.Case> cases = Malformed.all(SEED);
        assertTrue(cases.size() >= 600, cases.size() + " are too few");
        try (RecordingBackend backend = new RecordingBackend();
                TollgateProcess tollgate = TollgateProcess.start(form, folder, config(backend))) {
            int port = tollgate.data().getPort();
            List<Sent> sent = all(cases, one -> Sent.send(port, List.of(one.text()), null));
            List<Recorded> recorded = backend.take();

            Totals totals = new Totals();
            for (int i = 0; i < cases.size(); i++) {
                totals.sent(cases.get(i).family(), sent.get(i).statuses());
            }
            recorded.forEach(one -> totals.reached(family(cases, one)));
            System.out.println(form + ", seed " + SEED + "\n" + totals);

            List<String> wrong = twofold(recorded, one -> true);
            for (Recorded one : recorded) {
                if (one.number() >= 0 && !meant(cases.get(one.number()).text(), one, port)) {
                    wrong.add("not what was sent: " + one.text());
                }
            }
            assertTrue(wrong.isEmpty(), () -> wrong.size() + " of them:\n" + String.join("\n", wrong));
            if (form.equals(Form.JAR)) {
                assertEachRefusalIsCounted(tollgate, sent);
            }
        }
    }

    /** What the parsers of the other containers do not take is theirs to say. */
    @ParameterizedTest(allowZeroInvocations = true)
    @MethodSource("formsWhoseParsersAreKnown")
    void oddButLegalRequestsPass(Form form) throws Exception {
        List<Legal.Case> cases = Legal.all(SEED);
        List<String> refused = form.equals(Form.JAR) ? Legal.NOT_IN_JETTY : Legal.NOT_IN_TOMCAT;
        assertTrue(cases.size() >= 200, cases.size() + " are too few");
        try (RecordingBackend backend = new RecordingBackend();
                TollgateProcess tollgate = TollgateProcess.start(form, folder, config(backend))) {
            int port = tollgate.data().getPort();
            List<Sent> sent = all(
                    cases, one -> Sent.send(port, one.parts(), one.requests().size()));
            List<Recorded> recorded = backend.take();

            Totals totals = new Totals();
            List<String> failed = new ArrayList<>();
            for (int i = 0; i < cases.size(); i++) {
                Legal.Case one = cases.get(i);
                totals.sent(one.family(), sent.get(i).statuses());
                if (!one.holdsAny(refused)) {
                    failed.addAll(missing(one, i, sent.get(i), recorded));
                }
            }
            recorded.forEach(one -> totals.reached(cases.get(one.number()).family()));
            System.out.println(form + ", seed " + SEED + "\n" + totals);

            // Node knows the methods of a list, nginx those in capitals.
            failed.addAll(
                    twofold(recorded, one -> cases.get(one.number()).family().equals(Legal.METHODS)));
            assertTrue(failed.isEmpty(), () -> failed.size() + " of them:\n" + String.join("\n", failed));
        }
    }

    /** A judge that finds nothing wrong with what is wrong would let everything pass. */
    @Test
    void theJudgesAreAwake() throws IOException {
        String one = "POST /a HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nhello";
        Reading read = Reading.whole("POST", "/a", "a", "hello".getBytes(StandardCharsets.US_ASCII));
        assertEquals(List.of(), twofold(List.of(recorded(one, read)), any -> false));
        for (Recorded wrong : List.of(
                recorded(one + one, read),
                recorded(one + "GET /b HTT", read),
                recorded(one + "x", read),
                recorded(one.replace("/a", "/b"), read),
                recorded(one.replace("hello", "hullo"), read),
                recorded(one.replace("Host: a", "Host: b"), read),
                recorded(one.replace("5", "4"), read),
                recorded(one.replace("5", "6"), read),
                recorded(one, read, read),
                leadingTo("/x/..%2Fadmin"),
                leadingTo("/x/%2e%2e/Admin/a"))) {
            assertEquals(2, twofold(List.of(wrong), any -> true).size(), wrong.text());
        }
        Recorded refused = recorded(one.replace("POST", "(POST"), read);
        assertEquals(2, twofold(List.of(refused), any -> false).size());
        assertEquals(List.of(), twofold(List.of(refused), any -> true));
    }

    private static Recorded leadingTo(String target) {
        return recorded(
                "GET " + target + " HTTP/1.1\r\nHost: a\r\n\r\n", Reading.whole("GET", target, "a", new byte[0]));
    }

    private static Recorded recorded(String text, Reading... readings) {
        return new Recorded(text, List.of(readings));
    }

    /**
     * What is wrong with what reached the backend, a line for each judge that finds it so.
     *
     * @param refusable what a judge need not take for a request at all
     */
    private static List<String> twofold(List<Recorded> recorded, Predicate<Recorded> refusable) throws IOException {
        List<String> wrong = new ArrayList<>();
        for (Judge judge : List.of(nginx, node)) {
            List<List<Reading>> readings = judge.readings(recorded);
            int refused = 0;
            for (int i = 0; i < recorded.size(); i++) {
                Recorded one = recorded.get(i);
                boolean whole = one.readings().stream().allMatch(Reading::complete);
                boolean taken = readings.get(i).stream().anyMatch(Reading::complete);
                String complaint = complaint(one.readings(), readings.get(i));
                if (complaint == null && whole && !taken) {
                    refused++;
                    complaint = refusable.test(one) ? null : "no request";
                }
                if (complaint != null) {
                    wrong.add(judge + ": " + complaint + ": " + one.text() + " read as " + readings.get(i));
                }
            }
            System.out.println(judge + " judged " + recorded.size() + " connections; refused " + refused);
        }
        return wrong;
    }

    private static @Nullable String complaint(List<Reading> ours, List<Reading> theirs) {
        if (ours.size() > 1) {
            return "several requests";
        }
        if (theirs.size() > ours.size()) {
            return "more than one request";
        }
        if (theirs.stream().anyMatch(read -> guarded(read.path().toLowerCase(Locale.ROOT)))) {
            return "a guarded path";
        }
        for (Reading read : theirs) {
            if (read.complete() && !read.agrees(ours.get(0))) {
                return "another request";
            }
        }
        return null;
    }

    private static boolean guarded(String path) {
        return path.equals(GUARDED) || path.startsWith(GUARDED + "/");
    }

    /**
     * Whether what the backend took for the request is what the client wrote, and nothing that was made of it. Behind a
     * host, a path that is empty is a slash (RFC 9112, section 3.2.1); an old client that names no host means the one it
     * is connected to.
     */
    private static boolean meant(String sent, Recorded recorded, int port) {
        return recorded.readings().stream()
                .allMatch(read -> sent.contains(read.method())
                        && sent.contains(written(read.target()))
                        && (sent.contains(read.host()) || read.host().endsWith(":" + port)));
    }

    private static String written(String target) {
        return target.startsWith("/?") ? target.substring(1) : target;
    }

    private static List<String> missing(Legal.Case one, int number, Sent sent, List<Recorded> recorded) {
        List<Reading> arrived = recorded.stream()
                .filter(each -> each.number() == number)
                .flatMap(each -> each.readings().stream())
                .toList();
        List<String> missing = new ArrayList<>();
        for (Legal.Seen seen : one.requests()) {
            boolean there = arrived.stream()
                    .anyMatch(read -> read.complete()
                            && read.method().equals(seen.method())
                            && read.target().equals(seen.target())
                            && read.body().equals(Reading.hash(seen.body())));
            if (!there) {
                missing.add("did not arrive: " + one.parts().get(0) + " answered " + sent.statuses());
            }
        }
        if (!sent.statuses().equals(one.requests().stream().map(seen -> 200).toList())) {
            missing.add("answered " + sent.statuses() + ": " + one.parts().get(0));
        }
        return missing;
    }

    private static void assertEachRefusalIsCounted(TollgateProcess tollgate, List<Sent> sent) {
        long refusals = sent.stream()
                .flatMap(one -> one.statuses().stream())
                .filter(status -> status == 400 || status == 414 || status == 431 || status == 505)
                .count();
        String metrics = tollgate.rest().metrics();
        double counted = Stream.of("400", "414", "431", "505")
                .mapToDouble(code -> sum(metrics, "tollgate_requests_total{", "code=\"" + code + "\""))
                .sum();
        double flawed = sum(metrics, "tollgate_request_class_total{", "")
                - sum(metrics, "tollgate_request_class_total{", "class=\"compliant\"");
        assertTrue(counted >= refusals, counted + " of " + refusals + " are counted");
        assertTrue(flawed >= refusals, flawed + " of " + refusals + " have a class");
    }

    private static double sum(String metrics, String name, String label) {
        return metrics.lines()
                .filter(line -> line.startsWith(name) && line.contains(label))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' '))))
                .sum();
    }

    private static String family(List<Malformed.Case> cases, Recorded one) {
        return one.number() < 0 ? "(second requests)" : cases.get(one.number()).family();
    }

    private interface Sending<C> {
        Sent send(C one) throws IOException;
    }

    private static <C> List<Sent> all(List<C> cases, Sending<C> sending) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(AT_ONCE);
        try {
            List<Future<Sent>> begun = new ArrayList<>();
            for (C one : cases) {
                begun.add(threads.submit(() -> {
                    try {
                        return sending.send(one);
                    } catch (IOException e) {
                        throw new IOException(e.getMessage() + ": " + one, e);
                    }
                }));
            }
            List<Sent> sent = new ArrayList<>();
            for (Future<Sent> one : begun) {
                sent.add(one.get());
            }
            return sent;
        } finally {
            threads.shutdownNow();
        }
    }

    private static String config(RecordingBackend backend) {
        return """
                listeners: [{id: web, address: "127.0.0.1:0"}]
                admin: {address: "127.0.0.1:0"}
                pools:
                  - id: p
                    probe: {type: none}
                    outlier: {consecutive: 1000}
                    retry: {max: 0}
                    timeouts: {firstByte: 20s, idle: 20s}
                    backends: [{id: b, url: "%s"}]
                routes:
                  - {id: guarded, match: {path: %s}, action: {respond: {status: 403}}}
                  - {id: rest, action: {forward: [p]}}
                """.formatted(backend.url(), GUARDED);
    }

    /** How many of each family were sent, refused, and reached the backend. */
    private static final class Totals {
        private final Map<String, int[]> families = new LinkedHashMap<>();

        void sent(String family, List<Integer> statuses) {
            int[] counts = counts(family);
            counts[0]++;
            if (statuses.isEmpty()) {
                counts[2]++;
            } else if (statuses.get(0) >= 400) {
                counts[1]++;
            }
        }

        void reached(String family) {
            counts(family)[3]++;
        }

        @Override
        public String toString() {
            StringBuilder table = new StringBuilder(
                    "%-32s %6s %8s %8s %8s%n".formatted("family", "sent", "refused", "silence", "reached"));
            int[] sum = new int[4];
            families.forEach((family, counts) -> {
                table.append(line(family, counts));
                for (int i = 0; i < sum.length; i++) {
                    sum[i] += counts[i];
                }
            });
            return table.append(line("all", sum)).toString();
        }

        private static String line(String family, int[] counts) {
            return "%-32s %6d %8d %8d %8d%n".formatted(family, counts[0], counts[1], counts[2], counts[3]);
        }

        private int[] counts(String family) {
            return families.computeIfAbsent(family, name -> new int[4]);
        }
    }
}
