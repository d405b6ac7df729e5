package io.tollgate.discovery;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.tollgate.config.ConfigReader;
import io.tollgate.model.DnsDiscovery;
import io.tollgate.model.PoolSpec;
import io.tollgate.testing.NameServer;
import io.tollgate.time.ExecutorTimer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Questions to real name servers, by UDP and TCP. */
class DnsSocketTest {
    private static final Duration LIMIT = Duration.ofSeconds(30);

    private final ExecutorTimer timer = new ExecutorTimer("test");
    private final NameServer server = new NameServer();
    private final NameServer other = new NameServer();
    private final Dns dns = new Dns(timer);

    @AfterEach
    void stop() {
        dns.close();
        timer.close();
        server.close();
        other.close();
    }

    private static DnsDiscovery spec(String settings, NameServer... resolver) {
        String all =
                Stream.of(resolver).map(each -> '"' + each.address() + '"').collect(Collectors.joining(",", "[", "]"));
        return ConfigReader.bind(
                DnsDiscovery.class, "{\"name\": \"app.internal\"," + settings + ", \"resolver\": " + all + "}");
    }

    private Answer ask(String type, NameServer... resolver) throws Exception {
        List<Question> questions = dns.of(spec("\"port\": 8080, \"type\": \"" + type + "\"", resolver));
        assertEquals(1, questions.size());
        return questions.get(0).ask().get(LIMIT.toSeconds(), TimeUnit.SECONDS);
    }

    private static String told(Answer answer) {
        Answer.Found found = assertInstanceOf(Answer.Found.class, answer, answer::toString);
        return found.places().stream()
                        .map(place -> place.address().toString())
                        .sorted()
                        .collect(Collectors.joining(" "))
                + " for " + found.ttl().toSeconds() + " s";
    }

    @Test
    void tellsAddressesOfEachKindWithTheirTtl() throws Exception {
        server.addresses("app.internal", 17, "10.0.0.1", "10.0.0.2", "2001:db8:0:0::1", "0.0.0.0", "224.0.0.1");
        assertEquals("10.0.0.1:8080 10.0.0.2:8080 for 17 s", told(ask("a", server)), "and none that is no server's");
        assertEquals("[2001:db8::1]:8080 for 17 s", told(ask("aaaa", server)));
        assertEquals(2, dns.of(spec("\"port\": 1", server)).size());
    }

    @Test
    void thePortFollowsTheScheme() throws Exception {
        server.addresses("app.internal", 17, "10.0.0.1");
        Question plain = dns.of(spec("\"type\": \"a\"", server)).get(0);
        assertEquals("10.0.0.1:80 for 17 s", told(plain.ask().get(LIMIT.toSeconds(), TimeUnit.SECONDS)));
        Question secure =
                dns.of(spec("\"type\": \"a\", \"scheme\": \"https\"", server)).get(0);
        assertEquals("10.0.0.1:443 for 17 s", told(secure.ask().get(LIMIT.toSeconds(), TimeUnit.SECONDS)));
    }

    @Test
    void followsAliasesAndHeedsTheShortestTtlOnTheWay() throws Exception {
        server.alias("app.internal", 60, "b.internal");
        server.alias("b.internal", 7, "c.internal");
        server.addresses("c.internal", 300, "10.0.0.1");
        assertEquals("10.0.0.1:8080 for 7 s", told(ask("a", server)));
        int before = server.asked();
        server.mood(NameServer.Mood.TERSE);
        assertEquals("10.0.0.1:8080 for 7 s", told(ask("a", server)));
        assertEquals(3, server.asked() - before);
    }

    @Test
    void aliasesThatLeadNowhereEnd() throws Exception {
        server.alias("app.internal", 60, "b.internal");
        server.alias("b.internal", 60, "app.internal");
        server.mood(NameServer.Mood.TERSE);
        Answer.Failed failed = assertInstanceOf(Answer.Failed.class, ask("a", server));
        assertEquals("app.internal. is an alias of too many others", failed.why());
    }

    @Test
    void tellsThatThereIsNothingAndHowLongThatHolds() throws Exception {
        server.negativeTtl(42);
        assertEquals(new Answer.Nothing("there is no name app.internal.", Duration.ofSeconds(42)), ask("a", server));
        server.addresses("app.internal", 60, "10.0.0.1");
        assertEquals(
                new Answer.Nothing("there is no AAAA record of app.internal.", Duration.ofSeconds(42)),
                ask("aaaa", server));
        server.alias("app.internal", 9, "b.internal");
        assertEquals(
                new Answer.Nothing(
                        "there is no name b.internal. of which app.internal. is an alias", Duration.ofSeconds(9)),
                ask("a", server));
    }

    @Test
    void asksTheNextServerWhereOneCannotTell() throws Exception {
        other.addresses("app.internal", 60, "10.0.0.1");
        for (NameServer.Mood mood :
                List.of(NameServer.Mood.SERVFAIL, NameServer.Mood.REFUSED, NameServer.Mood.SILENT)) {
            server.mood(mood);
            assertEquals("10.0.0.1:8080 for 60 s", told(ask("a", server, other)), mood::toString);
        }
        other.close();
        server.mood(NameServer.Mood.SERVFAIL);
        assertEquals(new Answer.Failed(server.address() + " answered SERVFAIL"), ask("a", server));
        assertEquals(3, other.asked(), "once for each mood");
    }

    @Test
    void oneThatIsSilentIsGivenUp() throws Exception {
        server.mood(NameServer.Mood.SILENT);
        Answer.Failed failed = assertInstanceOf(Answer.Failed.class, ask("a", server));
        assertTrue(failed.why().startsWith(server.address() + " did not answer: "), failed.why());
        assertEquals(2, server.asked(), "datagrams get lost");
    }

    @Test
    void oneThatOnlyRefersToOthersTellsNothing() throws Exception {
        server.mood(NameServer.Mood.REFERRING);
        assertInstanceOf(Answer.Failed.class, ask("a", server));
    }

    @Test
    void largeAnswersComeByTcp() throws Exception {
        List<String> many = new ArrayList<>();
        IntStream.range(0, 250).forEach(i -> many.add("10.0.1." + i));
        server.addresses("app.internal", 60, many.toArray(String[]::new));
        server.mood(NameServer.Mood.TRUNCATING);
        Answer.Found found = assertInstanceOf(Answer.Found.class, ask("a", server));
        assertEquals(250, found.places().size());
        assertEquals(1, server.askedByTcp());
    }

    @Test
    void oneThatDoesNotKnowEdnsIsAskedWithout() throws Exception {
        server.addresses("app.internal", 60, "10.0.0.1");
        server.mood(NameServer.Mood.OLD);
        assertEquals("10.0.0.1:8080 for 60 s", told(ask("a", server)));
        assertEquals(2, server.asked());
    }

    private String services() throws Exception {
        Answer answer = askServices();
        Answer.Found found = assertInstanceOf(Answer.Found.class, answer, answer::toString);
        return found.places().stream()
                .map(place -> place.address() + " " + place.tier() + " " + place.weight())
                .collect(Collectors.joining(", "));
    }

    private Answer askServices() throws Exception {
        return dns.of(spec("\"type\": \"srv\"", server)).get(0).ask().get(LIMIT.toSeconds(), TimeUnit.SECONDS);
    }

    @Test
    void servicesTellPortTierAndWeight() throws Exception {
        server.addresses("a.internal", 60, "10.0.0.1");
        server.addresses("b.internal", 9, "10.0.0.2", "10.0.0.3", "2001:db8::2");
        server.addresses("c.internal", 60, "10.0.0.9");
        server.services("app.internal", 30, "20 5 81 c.internal", "10 60 80 a.internal", "10 30 8080 b.internal");
        assertEquals(
                "10.0.0.1:80 0 60, 10.0.0.2:8080 0 10, 10.0.0.3:8080 0 10, [2001:db8::2]:8080 0 10, 10.0.0.9:81 1 5",
                services());
        assertEquals(
                Duration.ofSeconds(9),
                assertInstanceOf(Answer.Found.class, askServices()).ttl(),
                "the shortest on the way");
    }

    @Test
    void weightsOfServicesAreMadeOursWithinTheirPriority() throws Exception {
        server.addresses("a.internal", 60, "10.0.0.1");
        server.addresses("b.internal", 60, "10.0.0.2");
        server.services("app.internal", 60, "1 0 80 a.internal", "1 0 80 b.internal");
        assertEquals("10.0.0.1:80 0 -1, 10.0.0.2:80 0 -1", services(), "nothing is said");
        server.services("app.internal", 60, "1 0 80 a.internal", "1 3 80 b.internal");
        assertEquals("10.0.0.2:80 0 1000, 10.0.0.1:80 0 1", services(), "hardly anybody, but not nobody");
        server.services("app.internal", 60, "1 65535 80 a.internal", "1 10 80 b.internal", "2 7 81 b.internal");
        assertEquals("10.0.0.1:80 0 1000, 10.0.0.2:80 0 1, 10.0.0.2:81 1 7", services());
    }

    @Test
    void theAddressesOfAHostShareItsWeightThoughItIsSmall() throws Exception {
        server.addresses("one.internal", 60, "10.0.0.1");
        server.addresses("both.internal", 60, "10.0.0.2", "2001:db8::2");
        server.services("app.internal", 60, "1 1 80 one.internal", "1 1 80 both.internal");
        assertEquals("10.0.0.1:80 0 20, 10.0.0.2:80 0 10, [2001:db8::2]:80 0 10", services());
    }

    @Test
    void aServiceThatIsNotToBeHadIsNothing() throws Exception {
        server.services("app.internal", 60, "0 0 0 .", "1 1 0 a.internal");
        assertEquals(
                new Answer.Nothing("app.internal. says that the service is not to be had", Duration.ofSeconds(60)),
                askServices());
        server.services("app.internal", 60, "0 0 80 gone.internal");
        assertEquals(
                new Answer.Nothing("no host that app.internal. names has an address", Duration.ZERO), askServices());
        server.forget("app.internal");
        assertInstanceOf(Answer.Nothing.class, askServices());
    }

    @Test
    void aHostOfWhichNobodyCanTellMakesTheAnswerAPart() throws Exception {
        server.addresses("a.internal", 60, "10.0.0.1");
        server.alias("b.internal", 60, "c.internal");
        server.alias("c.internal", 60, "b.internal");
        server.services("app.internal", 60, "1 1 80 a.internal", "1 1 80 b.internal");
        server.mood(NameServer.Mood.TERSE);
        Answer.Found found = assertInstanceOf(Answer.Found.class, askServices());
        assertEquals("of its host b.internal.: b.internal. is an alias of too many others", found.missing());
        assertEquals(Set.of("b.internal. A", "b.internal. AAAA"), found.untold());
        assertEquals("a.internal. A", found.places().get(0).origin());
        assertEquals(1, found.places().size());
    }

    @Test
    void ofAllTooManyHostsTheSameAreAskedForWhateverTheirOrder() throws Exception {
        List<String> many = new ArrayList<>();
        IntStream.range(0, 260).forEach(i -> {
            server.addresses("h%03d.internal".formatted(i), 60, "10.0.%d.%d".formatted(i >> 8, i & 255));
            many.add("1 %d 80 h%03d.internal".formatted(1 + i % 7, i));
        });
        Collections.shuffle(many, new Random(5));
        server.services("app.internal", 60, many.toArray(String[]::new));
        server.mood(NameServer.Mood.TRUNCATING);
        Answer.Found found = assertInstanceOf(Answer.Found.class, askServices());
        assertEquals(250, found.places().size());
        assertTrue(
                found.places().stream().allMatch(place -> place.address().host().startsWith("10.0.0.")));
        assertEquals(
                "app.internal. names more than 250 hosts; the first of them by priority and name are used",
                found.missing());
        assertEquals(Set.of(), found.untold(), "whoever is not among them leaves");
    }

    @Test
    void aGiantAnswerIsCutToWhatAPoolTakes() throws Exception {
        server.addresses(
                "h.internal",
                60,
                IntStream.range(0, 400)
                        .mapToObj(i -> "10.0.%d.%d".formatted(i >> 8, i & 255))
                        .toArray(String[]::new));
        server.services(
                "app.internal",
                60,
                IntStream.range(0, 500)
                        .mapToObj(i -> "1 1 %d h.internal".formatted(1_000 + i))
                        .toArray(String[]::new));
        server.mood(NameServer.Mood.TRUNCATING);
        Answer.Found found = assertInstanceOf(Answer.Found.class, askServices());
        assertEquals(PoolSpec.MAX_BACKENDS, found.places().size());
        assertEquals(Belief.TOO_MANY, found.missing());
    }

    @Test
    void theSystemNamesServersToo() throws Exception {
        Path file = Path.of("/etc/resolv.conf");
        assumeTrue(Files.exists(file));
        List<String> named = Files.readAllLines(file).stream()
                .filter(line -> line.matches("nameserver\\s+[0-9.]+\\s*"))
                .map(line -> line.substring("nameserver".length()).strip())
                .toList();
        assumeFalse(named.isEmpty());
        List<String> known = Dns.systems().stream()
                .map(server -> server.getAddress().getHostAddress())
                .toList();
        assertTrue(known.containsAll(named), known::toString);
    }

    @Test
    void leavesNoThreadBehind() throws Exception {
        server.addresses("app.internal", 60, "10.0.0.1");
        ask("a", server);
        assertTrue(threads() > 0, "it has one for its sockets");
        dns.close();
        await().atMost(LIMIT).until(() -> threads() == 0);
        assertEquals("10.0.0.1:8080 for 60 s", told(ask("a", server)), "it can begin anew");
    }

    @Test
    void whatIsUnderWayDoesNotBeginAnewWhenItIsClosed() throws Exception {
        server.mood(NameServer.Mood.SILENT);
        CompletableFuture<Answer> answer =
                dns.of(spec("\"type\": \"a\"", server, other)).get(0).ask();
        await().atMost(LIMIT).until(() -> server.asked() == 1);
        dns.close();
        assertInstanceOf(Answer.Failed.class, answer.get(LIMIT.toSeconds(), TimeUnit.SECONDS));
        assertEquals(0, other.asked());
        await().atMost(LIMIT).until(() -> threads() == 0);
    }

    @Test
    void whoEndsLeavesOthersTheirThread() throws Exception {
        Dns second = new Dns(timer);
        try (second) {
            server.addresses("app.internal", 60, "10.0.0.1");
            ask("a", server);
            second.of(spec("\"type\": \"a\"", server));
            second.close();
            second.close();
            assertTrue(threads() > 0, "it is still in use");
            assertEquals("10.0.0.1:8080 for 60 s", told(ask("a", server)));
        }
        dns.close();
        await().atMost(LIMIT).until(() -> threads() == 0);
    }

    private static long threads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith("dnsjava"))
                .count();
    }
}
