package io.tollgate.boot.jar;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.tollgate.boot.ExitStatus;
import io.tollgate.boot.LaunchException;
import io.tollgate.control.ConfigKeeper;
import io.tollgate.control.FileRevisionStore;
import io.tollgate.control.Overlay;
import io.tollgate.control.Revision;
import io.tollgate.control.RevisionStore;
import io.tollgate.control.StateFolder;
import io.tollgate.testing.AdminClient;
import io.tollgate.testing.RawClient;
import io.tollgate.testing.RawRequest;
import io.tollgate.testing.ScriptedBackend;
import io.tollgate.testing.container.Ports;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One takes the place of another, or fails at it. Both run in this process, over real sockets. */
class HandoverSocketTest {
    private static final String PASSWORD = "correct horse battery staple";
    private static final Duration LIMIT = Duration.ofMinutes(1);
    private static final String ANY_PORT = "127.0.0.1:0";

    private final int port = Ports.free();
    private final ScriptedBackend backend = new ScriptedBackend(socket -> {});
    private Running serving;
    private CompletableFuture<Void> ended;

    @TempDir
    Path folder;

    @BeforeEach
    void start() throws Exception {
        backend.play(backend.answering(ScriptedBackend.ok("here")));
        serving = Jar.start(options(config(ANY_PORT), false));
        ended = endsWhenReplaced(serving);
    }

    @AfterEach
    void stop() {
        serving.stop(line -> {});
        backend.close();
    }

    @Test
    void theSuccessorHasWhatOperatorsChangedAndCanBeReplacedInTurn() throws Exception {
        for (int weight = 1; weight <= 2; weight++) {
            assertEquals(200, patch(weight).statusCode());
            List<String> urls = serving.dataUrls();
            Running next = Jar.start(options(config(ANY_PORT), true));
            CompletableFuture<Void> nextEnded = endsWhenReplaced(next);
            ended.join();
            assertEquals(urls, next.dataUrls());
            serving = next;
            ended = nextEnded;
            assertEquals(weight, weight());
            assertServes();
        }
        assertEquals(200, patch(3).statusCode());
        assertEquals(List.of("admin", "admin", "admin"), authors());
    }

    @Test
    void withNobodyThereToReplaceItStarts() throws Exception {
        serving.stop(line -> {});
        serving = Jar.start(options(config(ANY_PORT), true));
        assertServes();
        assertEquals(200, patch(7).statusCode());
    }

    @Test
    void withoutBeingToldToNobodyIsReplaced() throws Exception {
        LaunchOptions options = options(config(ANY_PORT), false);
        LaunchException refused = assertThrows(LaunchException.class, () -> Jar.start(options));
        assertEquals(ExitStatus.FAILURE, refused.status());
        assertServes();
    }

    @Test
    void whileASuccessorPreparesChangesAreRefusedAndGoThroughWhenItLeaves() throws Exception {
        Predecessor asked = Predecessor.ask(state());
        HttpResponse<String> refused = patch(5);
        assertEquals(503, refused.statusCode());
        assertTrue(refused.body().contains("being replaced"), refused::body);
        assertEquals(503, token().statusCode());
        assertServes();
        asked.close();
        await().atMost(LIMIT).until(() -> patch(5).statusCode() == 200);
        assertEquals(201, token().statusCode());
        assertFalse(ended.isDone());
    }

    @Test
    void aSuccessorThatDiesWithTheStateFolderIsAsIfItHadNeverBeen() throws Exception {
        assertEquals(200, patch(5).statusCode());
        try (Predecessor asked = Predecessor.ask(state())) {
            asked.takeOver();
            try (StateFolder taken = StateFolder.take(state());
                    FileRevisionStore store = new FileRevisionStore(taken.path())) {
                RevisionStore.Kept kept = store.open();
                long last = kept.revisions().get(kept.revisions().size() - 1).number();
                store.append(
                        new Revision(last + 1, 0, "file", "changed while stopped", List.of(), List.of(), List.of()),
                        Overlay.EMPTY);
            }
        }
        await().atMost(LIMIT).until(() -> patch(6).statusCode() == 200);
        assertEquals(List.of("admin", ConfigKeeper.TAKEN_BACK, "file", "admin"), authors());
        assertServes();
    }

    @Test
    void whatTheFolderSaysAfterThatIsWhatWasInForceAllTheTime() throws Exception {
        assertEquals(200, patch(5).statusCode());
        try (Predecessor asked = Predecessor.ask(state())) {
            asked.takeOver();
            try (StateFolder taken = StateFolder.take(state());
                    FileRevisionStore store = new FileRevisionStore(taken.path())) {
                assertEquals(1, store.open().revisions().size());
                store.append(
                        new Revision(2, 0, "file", "changed while stopped", List.of(), List.of(), List.of()),
                        Overlay.EMPTY);
            }
        }
        await().atMost(LIMIT).until(() -> authors().size() == 3);
        serving.stop(line -> {});
        serving = Jar.start(options(config(ANY_PORT), false));
        assertEquals(5, weight());
    }

    @Test
    void aSuccessorWithoutItsAddressFailsAndAllGoesOn() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            LaunchOptions options = options(config("127.0.0.1:" + taken.getLocalPort()), true);
            LaunchException refused = assertThrows(LaunchException.class, () -> Jar.start(options));
            assertEquals(ExitStatus.ADDRESS, refused.status());
        }
        await().atMost(LIMIT).until(() -> patch(5).statusCode() == 200);
        assertServes();
        assertFalse(ended.isDone());
    }

    @Test
    void whoDoesNotKnowTheWordIsNotHeard() throws Exception {
        String[] where = Files.readString(state().resolve(HandoverLine.FILE)).split(" ", 2);
        try (Socket stranger = new Socket(InetAddress.getLoopbackAddress(), Integer.parseInt(where[0]))) {
            stranger.getOutputStream().write((HandoverLine.ASK + "0000\n").getBytes(StandardCharsets.US_ASCII));
            assertEquals(-1, stranger.getInputStream().read());
        }
        assertEquals(200, patch(5).statusCode());
    }

    private static CompletableFuture<Void> endsWhenReplaced(Running running) {
        CompletableFuture<Void> ended = new CompletableFuture<>();
        running.onReplaced(() -> new Thread(() -> {
                    running.stop(line -> {});
                    ended.complete(null);
                })
                .start());
        return ended;
    }

    private void assertServes() throws IOException {
        try (RawClient client = new RawClient(URI.create("http://127.0.0.1:" + port))) {
            assertEquals("here", client.send(RawRequest.get("/")).text());
        }
    }

    private HttpResponse<String> patch(int weight) {
        return send("PATCH", "/api/v1/pools/p/backends/b", "{\"weight\": " + weight + "}");
    }

    private HttpResponse<String> token() {
        return send("POST", "/api/v1/tokens", "{\"name\": \"t\"}");
    }

    private int weight() throws IOException {
        return new ObjectMapper()
                .readTree(send("GET", "/api/v1/pools/p/backends/b", "").body())
                .get("weight")
                .asInt();
    }

    /** Of all revisions, the newest first. */
    private List<String> authors() throws IOException {
        return new ObjectMapper()
                .readTree(send("GET", "/api/v1/revisions", "").body())
                .findValuesAsText("author");
    }

    private HttpResponse<String> send(String method, String path, String body) {
        return new AdminClient(URI.create(serving.adminUrl()), PASSWORD).send(method, path, body);
    }

    private LaunchOptions options(Path config, boolean replace) {
        return new LaunchOptions(config, state(), PASSWORD, replace, false);
    }

    private Path state() {
        return folder.resolve("state");
    }

    private Path config(String admin) throws IOException {
        return Files.writeString(
                folder.resolve(Path.of(admin.replace(':', '-') + ".yaml")), """
                version: 1
                listeners: [{id: web, address: "127.0.0.1:%d"}]
                admin: {address: "%s"}
                pools: [{id: p, probe: {type: none}, backends: [{id: b, url: "%s"}]}]
                """.formatted(port, admin, backend.url()));
    }
}
