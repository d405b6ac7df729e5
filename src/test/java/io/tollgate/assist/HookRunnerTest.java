package io.tollgate.assist;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpServer;
import io.tollgate.assist.Hook.Result;
import io.tollgate.model.RolloutHook;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HookRunnerTest {
    private static final Duration LONG = Duration.ofMinutes(1);
    private static final Hook.Task TASK = new Hook.Task("shop", "a", "http://10.0.0.5:80", Rollout.Action.ROLLBACK);

    private final Path folder;
    private final HookRunner runner;

    HookRunnerTest(@TempDir Path folder) {
        this.folder = folder;
        this.runner = new HookRunner(folder);
    }

    @Test
    void aCommandSucceedsByItsExitStatusAndIsToldForWhom() {
        String script = "echo first; echo $TOLLGATE_POOL/$TOLLGATE_BACKEND $TOLLGATE_URL $TOLLGATE_ACTION";
        assertEquals(
                new Result(true, "exit status 0: shop/a http://10.0.0.5:80 rollback"),
                shell(script, LONG).join());
        assertEquals(
                new Result(false, "exit status 3: no such release"),
                shell("echo no such release >&2; exit 3", LONG).join());
        assertEquals(new Result(true, "exit status 0"), shell("exit 0", LONG).join());
        Result missing = runner.run(new RolloutHook(List.of("/no/such/program"), "", LONG), TASK)
                .join();
        assertFalse(missing.good());
        assertTrue(missing.detail().contains("/no/such/program"), missing::detail);
    }

    @Test
    void whatACommandWritesIsKeptAndItsEndIsTold() throws IOException {
        String line = "0123456789".repeat(100);
        Result result = shell("for i in 1 2 3 4 5 6 7 8 9 10; do echo " + line + "; done; echo last", LONG)
                .join();
        assertEquals(new Result(true, "exit status 0: last"), result);
        assertEquals(10 * 1001 + 5, Files.size(folder.resolve("rollout-shop-a.log")));
    }

    @Test
    void aCommandThatLeavesAChildBehindHasEnded() {
        assertEquals(
                new Result(true, "exit status 0: begun"),
                shell("sleep 30 & echo begun; exit 0", Duration.ofSeconds(20)).join());
    }

    @Test
    void aCommandThatTakesTooLongIsEndedWithItsChildren() throws IOException {
        Path pids = folder.resolve("pids");
        Result result = shell("sleep 300 & echo $! > " + pids + "; wait", Duration.ofSeconds(1))
                .join();
        assertEquals(new Result(false, "did not end within its time"), result);
        assertGone(pids);
    }

    @Test
    void aCommandThatIsCancelledIsEndedWithItsChildren() throws IOException {
        Path pids = folder.resolve("pids");
        CompletableFuture<Result> running = shell("sleep 300 & echo $! > " + pids + "; wait", LONG);
        await().until(() -> Files.exists(pids) && Files.size(pids) > 1);
        assertTrue(running.cancel(true));
        assertGone(pids);
    }

    @Test
    void aUrlSucceedsByItsStatusAndIsToldForWhom() throws Exception {
        ConcurrentLinkedQueue<String> asked = new ConcurrentLinkedQueue<>();
        CountDownLatch end = new CountDownLatch(1);
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 4);
        server.setExecutor(Executors.newCachedThreadPool());
        server.createContext("/", exchange -> {
            asked.add(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
            String before = exchange.getRequestURI().getPath().equals("/long") ? "a line\n".repeat(500_000) : "began\n";
            byte[] body = (before + "no such release").getBytes(StandardCharsets.UTF_8);
            switch (exchange.getRequestURI().getPath()) {
                case "/stalls" -> {
                    exchange.sendResponseHeaders(200, 0);
                    exchange.getResponseBody().write(body);
                    exchange.getResponseBody().flush();
                    awaitQuietly(end);
                }
                case "/bad" -> exchange.sendResponseHeaders(500, body.length);
                default -> exchange.sendResponseHeaders(202, body.length);
            }
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        server.start();
        try {
            String root = "http://127.0.0.1:" + server.getAddress().getPort();
            assertEquals(new Result(true, "status 202: no such release"), call(root + "/good", LONG));
            assertEquals(new Result(true, "status 202: no such release"), call(root + "/long", LONG));
            assertEquals(new Result(false, "status 500: no such release"), call(root + "/bad", LONG));
            assertEquals(
                    new Result(false, "did not end within its time"), call(root + "/stalls", Duration.ofSeconds(1)));
            assertEquals(
                    "{\"action\":\"rollback\",\"backend\":\"a\",\"pool\":\"shop\",\"url\":\"http://10.0.0.5:80\"}",
                    asked.peek());
        } finally {
            end.countDown();
            server.stop(0);
        }
        assertFalse(call("http://127.0.0.1:1/", LONG).good());
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void assertGone(Path pids) throws IOException {
        long pid = Long.parseLong(Files.readString(pids).strip());
        await().atMost(Duration.ofSeconds(20))
                .until(() -> ProcessHandle.of(pid).map(each -> !each.isAlive()).orElse(true));
    }

    private CompletableFuture<Result> shell(String script, Duration timeout) {
        return runner.run(new RolloutHook(List.of("/bin/sh", "-c", script), "", timeout), TASK);
    }

    private Result call(String url, Duration timeout) {
        return runner.run(new RolloutHook(List.of(), url, timeout), TASK).join();
    }
}
