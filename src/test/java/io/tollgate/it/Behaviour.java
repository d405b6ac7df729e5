package io.tollgate.it;

import io.tollgate.testing.Head;
import io.tollgate.testing.Jcmd;
import io.tollgate.testing.RawAnswer;
import io.tollgate.testing.RawClient;
import io.tollgate.testing.RawRequest;
import io.tollgate.testing.RawSocket;
import io.tollgate.testing.ScriptedBackend;
import io.tollgate.testing.TollgateProcess;
import io.tollgate.testing.WebSocketHeads;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;

/** Something that users expect of a proxy and that a container may deny it. Tried on Tollgate itself. */
enum Behaviour {
    LISTENERS("`listeners` of the file are opened") {
        @Override
        boolean shownBy(Trial trial) {
            long warnings = trial.tollgate().log().stream()
                    .filter(line -> line.contains("listeners is ignored"))
                    .count();
            if (warnings > 1) {
                throw new AssertionError("one warning is enough, not " + warnings);
            }
            return warnings == 0;
        }
    },
    HTTP_2("HTTP/2 without TLS") {
        @Override
        boolean shownBy(Trial trial) throws Exception {
            trial.answer(ScriptedBackend.ok("a"));
            HttpResponse<String> answer = http2().send(trial.get("/x"), HttpResponse.BodyHandlers.ofString());
            return answer.version() == HttpClient.Version.HTTP_2
                    && answer.body().equals("a");
        }
    },
    LONG_FIRST_HTTP_2("A long answer to the request that asks for HTTP/2") {
        @Override
        boolean shownBy(Trial trial) throws Exception {
            trial.answer(ScriptedBackend.ok("x".repeat(200_000)));
            CompletableFuture<HttpResponse<String>> answer =
                    http2().sendAsync(trial.get("/x"), HttpResponse.BodyHandlers.ofString());
            return happens(answer)
                    && answer.join().version() == HttpClient.Version.HTTP_2
                    && answer.join().body().length() == 200_000;
        }
    },
    LEFT_UNANSWERED("A client that leaves before the first byte is noticed at once") {
        @Override
        boolean shownBy(Trial trial) throws Exception {
            CompletableFuture<Void> left = trial.playUntilLeft("");
            try (RawSocket client = trial.connect()) {
                client.write(RawSocket.lines("GET /x HTTP/1.1", "Host: a"));
                trial.awaitRequest();
            }
            return happens(left);
        }
    },
    LEFT_UNANSWERED_HTTP_2("The same over HTTP/2") {
        @Override
        boolean shownBy(Trial trial) throws Exception {
            if (!HTTP_2.shownBy(trial)) {
                return false;
            }
            HttpClient client = http2();
            client.send(trial.get("/x"), HttpResponse.BodyHandlers.discarding());
            CompletableFuture<Void> left = trial.playUntilLeft("");
            CompletableFuture<?> answer = client.sendAsync(trial.get("/x"), HttpResponse.BodyHandlers.discarding());
            trial.awaitRequest();
            answer.cancel(true);
            return happens(left);
        }
    },
    LEFT_WITHIN_ANSWER("A client that leaves within the answer is noticed") {
        @Override
        boolean shownBy(Trial trial) throws Exception {
            CompletableFuture<RawSocket> answering = new CompletableFuture<>();
            CompletableFuture<Void> left = new CompletableFuture<>();
            trial.backend().play(socket -> {
                trial.backend().request(socket);
                socket.write(RawSocket.lines("HTTP/1.1 200 OK", "Transfer-Encoding: chunked"));
                answering.complete(socket);
                socket.awaitEnd();
                left.complete(null);
            });
            try (RawSocket client = trial.connect()) {
                client.write(RawSocket.lines("GET /x HTTP/1.1", "Host: a"));
                client.head();
            }
            RawSocket backend = answering.join();
            return soon(() -> {
                if (!left.isDone()) {
                    backend.write(TICK);
                }
                return left.isDone();
            });
        }
    },
    LEFT_WITHIN_UPLOAD("A client that leaves within its upload is noticed at once") {
        @Override
        boolean shownBy(Trial trial) throws Exception {
            CompletableFuture<Void> left = trial.playUntilLeft("");
            try (RawSocket client = trial.connect()) {
                client.write(RawSocket.lines("POST /x HTTP/1.1", "Host: a", "Content-Length: 100000"));
                client.write("x".repeat(50_000));
                trial.awaitRequest();
            }
            return happens(left);
        }
    },
    UNREAD_ANSWERS("Clients that do not read hold no thread") {
        @Override
        boolean shownBy(Trial trial) throws Exception {
            return whileUnread(trial, SOME, () -> trial.heldThreads() < FEW);
        }
    },
    CUT_LENGTH("An answer that its backend cut short is seen to be cut: with a length") {
        @Override
        boolean shownBy(Trial trial) {
            return seenToBeCut(trial, RawSocket.lines("HTTP/1.1 200 OK", "Content-Length: 1000") + "x".repeat(100));
        }
    },
    CUT_CHUNKS("The same in chunks") {
        @Override
        boolean shownBy(Trial trial) {
            return seenToBeCut(trial, RawSocket.lines("HTTP/1.1 200 OK", "Transfer-Encoding: chunked") + TICK);
        }
    },
    CUT_FIRST_HTTP_2("The same over HTTP/2, on the first request of a connection") {
        @Override
        boolean shownBy(Trial trial) throws Exception {
            return seenToBeCutHttp2(trial, () -> http2());
        }
    },
    CUT_LATER_HTTP_2("The same over HTTP/2, on a later one") {
        @Override
        boolean shownBy(Trial trial) throws Exception {
            return seenToBeCutHttp2(trial, () -> {
                HttpClient client = http2();
                trial.answer(ScriptedBackend.ok("a"));
                client.send(trial.get("/x"), HttpResponse.BodyHandlers.discarding());
                return client;
            });
        }
    },
    EARLY_ANSWER("An answer while 5 MiB of the upload are unread") {
        @Override
        boolean shownBy(Trial trial) throws IOException {
            trial.backend().play(socket -> {
                trial.backend().head(socket);
                socket.write(RawSocket.lines("HTTP/1.1 413 No", "Content-Length: 0", "Connection: close"));
                socket.awaitEnd();
            });
            return trial.send(RawRequest.postPayload("/x", 5 << 20, false)).status() == 413;
        }
    },
    NO_CONTINUE("No `100 Continue` when the backend refuses the body") {
        @Override
        boolean shownBy(Trial trial) throws IOException {
            trial.backend().play(socket -> {
                trial.backend().head(socket);
                socket.write(RawSocket.lines("HTTP/1.1 401 No", "Content-Length: 0", "Connection: close"));
                socket.awaitEnd();
            });
            RawAnswer answer =
                    trial.send(RawRequest.postPayload("/x", 1000, false).with("Expect: 100-continue"));
            return answer.status() == 401 && answer.interim().isEmpty();
        }
    },
    CONTINUE("`100 Continue` when it takes it") {
        @Override
        boolean shownBy(Trial trial) throws IOException {
            trial.backend().play(socket -> {
                Head head = trial.backend().head(socket);
                if (head.fields().has("Expect", "100-continue")) {
                    socket.write(RawSocket.lines("HTTP/1.1 100 Continue"));
                }
                socket.write(ScriptedBackend.ok(String.valueOf(socket.body(head, false).length)));
                socket.awaitEnd();
            });
            RawAnswer answer =
                    trial.send(RawRequest.postPayload("/x", 1000, false).with("Expect: 100-continue"));
            return answer.interim().equals(List.of(100)) && answer.text().equals("1000");
        }
    },
    EARLY_HINTS("`103 Early Hints` is passed on") {
        @Override
        boolean shownBy(Trial trial) throws IOException {
            trial.answer(RawSocket.lines("HTTP/1.1 103 Early Hints", "Link: </a>") + ScriptedBackend.ok("a"));
            return trial.send(RawRequest.get("/x")).interim().equals(List.of(103));
        }
    },
    WEBSOCKET("A WebSocket is carried to its backend") {
        @Override
        boolean shownBy(Trial trial) throws IOException {
            trial.backend().play(socket -> {
                boolean asked = trial.backend().head(socket).fields().has("Upgrade", "websocket");
                socket.write(asked ? WebSocketHeads.SWITCHES : ScriptedBackend.ok("plain"));
                socket.write(socket.read(5));
                socket.awaitEnd();
            });
            try (RawSocket client = trial.connect()) {
                client.write(WebSocketHeads.ASKS);
                return client.head().word(1).equals("101")
                        && client.write("hello").read(5).equals("hello");
            }
        }
    },
    WEBSOCKET_END("The end of a WebSocket's backend reaches its client") {
        @Override
        boolean shownBy(Trial trial) throws IOException {
            trial.backend().play(socket -> {
                trial.backend().head(socket);
                socket.write(WebSocketHeads.SWITCHES);
            });
            try (RawSocket client = trial.connect()) {
                client.write(WebSocketHeads.ASKS);
                return client.head().word(1).equals("101") && client.rest().isEmpty();
            }
        }
    },
    OPTIONS_STAR("`OPTIONS *` reaches the backend") {
        @Override
        boolean shownBy(Trial trial) {
            return arrives(trial, RawRequest.of("OPTIONS", "*"));
        }
    },
    BODY_OF_GET("A body of a GET") {
        @Override
        boolean shownBy(Trial trial) throws IOException {
            trial.backend().play(socket -> {
                byte[] body = trial.backend().request(socket);
                socket.write(ScriptedBackend.ok(String.valueOf(body.length)));
                socket.awaitEnd();
            });
            RawRequest post = RawRequest.post("/x", new byte[10]);
            return trial.send(new RawRequest("GET", "/x", List.of(), post.body(), post.length()))
                    .text()
                    .equals("10");
        }
    },
    ENCODED_SLASH("`/a%2Fb` reaches the backend so") {
        @Override
        boolean shownBy(Trial trial) {
            return arrives(trial, RawRequest.get("/a%2Fb"));
        }
    },
    DOUBLE_SLASH("`/a//b` reaches the backend so") {
        @Override
        boolean shownBy(Trial trial) {
            return arrives(trial, RawRequest.get("/a//b"));
        }
    },
    PATH_PARAMETER("`/a;x=1/b;jsessionid=2` reaches the backend so") {
        @Override
        boolean shownBy(Trial trial) {
            return arrives(trial, RawRequest.get("/a;x=1/b;jsessionid=2"));
        }
    },
    UNESCAPED_QUERY("`?x={a}|b` reaches the backend so") {
        @Override
        boolean shownBy(Trial trial) {
            return arrives(trial, RawRequest.get("/x?x={a}|b"));
        }
    },
    VALUES("Fields of the answer pass to the letter") {
        @Override
        boolean shownBy(Trial trial) throws IOException {
            List<String> fields = List.of(
                    "Content-Type: text/HTML;Charset=\"x-y\"; b=1",
                    "Date: Sun, 06 Nov 1994 08:49:37 GMT",
                    "Server: own",
                    "Cache-Control: no-store",
                    "Set-Cookie: a=\"q v\"; Path=/");
            return fieldsOf(trial, fields).stream()
                    .sorted()
                    .toList()
                    .containsAll(fields.stream().sorted().toList());
        }
    },
    ORDER("Their order") {
        @Override
        boolean shownBy(Trial trial) throws IOException {
            List<String> fields = List.of("x-b: 1", "X-A: 2", "ETag: \"e\"", "X-b: 3");
            List<String> seen = new ArrayList<>(fieldsOf(trial, fields));
            seen.retainAll(fields);
            return seen.equals(fields);
        }
    },
    EIGHT_BITS("Bytes above 127 in them") {
        @Override
        boolean shownBy(Trial trial) throws IOException {
            return fieldsOf(trial, List.of("X-Name: M\u00fcller")).contains("X-Name: M\u00fcller");
        }
    },
    NOTHING_ADDED("No field that speaks of the container") {
        @Override
        boolean shownBy(Trial trial) throws IOException {
            return fieldsOf(trial, List.of()).stream()
                    .map(line -> line.substring(0, line.indexOf(':')))
                    .noneMatch(List.of("Server", "X-Powered-By", "X-Frame-Options", "Content-Language")::contains);
        }
    },
    NO_LENGTH("No length is made up for HEAD and 204") {
        @Override
        boolean shownBy(Trial trial) throws IOException {
            trial.answer(RawSocket.lines("HTTP/1.1 200 OK"));
            RawAnswer head = trial.send(RawRequest.of("HEAD", "/x"));
            trial.answer(RawSocket.lines("HTTP/1.1 204 None"));
            RawAnswer none = trial.send(RawRequest.get("/x"));
            return Stream.of(head, none).allMatch(answer -> answer.fields().first("Content-Length") == null);
        }
    },
    REFUSAL_COUNTED("What the parser refuses is in Tollgate's metrics") {
        @Override
        boolean shownBy(Trial trial) throws Exception {
            double before = trial.requests();
            try (RawSocket client = trial.connect()) {
                client.write(RawSocket.lines("GET /x HTTP/1.1", "Host: a", "Content-Length: x"));
                client.head();
            }
            return soon(() -> trial.requests() > before);
        }
    },
    LENGTH_AND_CHUNKS("Content-Length beside Transfer-Encoding is refused") {
        @Override
        boolean shownBy(Trial trial) throws IOException {
            return refused(
                    trial,
                    RawSocket.lines("POST /x HTTP/1.1", "Host: a", "Content-Length: 3", "Transfer-Encoding: chunked")
                            + "0\r\n\r\n");
        }
    },
    TWO_LENGTHS("Two lengths that differ are refused") {
        @Override
        boolean shownBy(Trial trial) throws IOException {
            return refused(
                    trial,
                    RawSocket.lines("POST /x HTTP/1.1", "Host: a", "Content-Length: 3", "Content-Length: 4") + "abcd");
        }
    },
    TWO_HOSTS("Two Host fields are refused") {
        @Override
        boolean shownBy(Trial trial) throws IOException {
            return refused(trial, RawSocket.lines("GET /x HTTP/1.1", "Host: a", "Host: b"));
        }
    },
    /** Last, for not every container survives it as it comes. */
    UNREAD_ANSWERS_AND_OTHERS("100 clients that do not read keep nobody else waiting") {
        @Override
        boolean shownBy(Trial trial) throws Exception {
            return whileUnread(
                    trial,
                    MANY,
                    () -> trial.send(RawRequest.get("/small")).text().equals("a"));
        }
    };

    private static final Duration SOON = Duration.ofSeconds(5);

    /** Of clients that nothing else would end. */
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private static final long HUGE = 26L << 20;
    private static final String TICK = "4\r\ntick\r\n";
    private static final int SOME = 40;
    private static final int FEW = 3;
    private static final int LOOKS = 3;

    private static final int MANY = 100;

    private final String title;

    Behaviour(String title) {
        this.title = title;
    }

    /** Whether it is as users expect. */
    abstract boolean shownBy(Trial trial) throws Exception;

    /** What it is called in the documentation. */
    String title() {
        return title;
    }

    /** A Tollgate, and the one backend that it has. */
    record Trial(TollgateProcess tollgate, ScriptedBackend backend) {

        RawSocket connect() throws IOException {
            return RawSocket.connect(tollgate.data().getPort());
        }

        /** Of a client that takes a few kilobytes before it reads. */
        RawSocket connectWithLittleRoom() throws IOException {
            return RawSocket.connect(tollgate.data().getPort(), 8 << 10);
        }

        RawClient client() {
            return new RawClient(tollgate.data(), Duration.ofSeconds(10));
        }

        RawAnswer send(RawRequest request) throws IOException {
            try (RawClient client = client()) {
                return client.send(request);
            }
        }

        HttpRequest get(String target) {
            return HttpRequest.newBuilder(URI.create(tollgate.data() + target))
                    .timeout(PATIENCE)
                    .build();
        }

        /** From now on the backend answers everything so. */
        void answer(String answer) {
            backend.play(backend.answering(answer));
        }

        /** The backend takes one request, sends that and waits for the end of its connection. */
        CompletableFuture<Void> playUntilLeft(String answer) {
            CompletableFuture<Void> left = new CompletableFuture<>();
            backend.play(socket -> {
                backend.head(socket);
                socket.write(answer);
                socket.awaitEnd();
                left.complete(null);
            });
            return left;
        }

        void awaitRequest() {
            Awaitility.await().until(() -> !backend.requests().isEmpty());
        }

        /** How many threads are at the writing of an answer, in all processes that Tollgate runs in, and stay there. */
        int heldThreads() {
            Set<String> held = new HashSet<>(writing());
            for (int i = 0; i < LOOKS && !held.isEmpty(); i++) {
                held.retainAll(writing());
            }
            return held.size();
        }

        private List<String> writing() {
            return tollgate.process()
                    .javas()
                    .map(pid -> Jcmd.ask(pid, "Thread.print").collect(Collectors.joining("\n")))
                    .flatMap(threads -> Stream.of(threads.split("\n\n", -1)))
                    .filter(thread -> thread.contains("io.tollgate.proxy.AnswerWriter"))
                    .map(thread -> thread.lines().findFirst().orElseThrow().replaceAll(" (os_prio|cpu)=.*", ""))
                    .toList();
        }

        /** As the metrics count them. */
        double requests() {
            return tollgate.rest()
                    .metrics()
                    .lines()
                    .filter(line -> line.startsWith("tollgate_requests_total{"))
                    .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' '))))
                    .sum();
        }
    }

    private static HttpClient http2() {
        return HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_2)
                .connectTimeout(SOON)
                .build();
    }

    private static boolean happens(CompletableFuture<?> event) throws Exception {
        try {
            event.get(SOON.toMillis(), TimeUnit.MILLISECONDS);
            return true;
        } catch (TimeoutException e) {
            return false;
        } catch (ExecutionException e) {
            throw e.getCause() instanceof IOException cause ? cause : e;
        }
    }

    /** Whether it comes true; asked again and again. */
    private static boolean soon(Callable<Boolean> condition) {
        try {
            Awaitility.await()
                    .atMost(SOON)
                    .pollInterval(Duration.ofMillis(20))
                    .ignoreExceptionsInstanceOf(IOException.class)
                    .until(condition);
            return true;
        } catch (ConditionTimeoutException e) {
            return false;
        }
    }

    /** Whether the client, told of a whole answer, finds it not to be one; at once, and not by its own patience. */
    private static boolean seenToBeCut(Trial trial, String beginning) {
        trial.backend().play(socket -> {
            trial.backend().request(socket);
            socket.write(beginning);
        });
        try {
            return trial.send(RawRequest.get("/x")).fields().first("Tollgate-Error") != null;
        } catch (SocketTimeoutException e) {
            return false;
        } catch (IOException e) {
            return true;
        }
    }

    /** The same with a client of its own for each way to say how long the answer is. */
    private static boolean seenToBeCutHttp2(Trial trial, Callable<HttpClient> clients) throws Exception {
        String length = RawSocket.lines("HTTP/1.1 200 OK", "Content-Length: 1000000") + "x".repeat(60_000);
        String chunks = RawSocket.lines("HTTP/1.1 200 OK", "Transfer-Encoding: chunked") + TICK;
        return seenToBeCut(trial, clients.call(), length) && seenToBeCut(trial, clients.call(), chunks);
    }

    /** Cut only when the client has the beginning, so that no other status can tell. */
    private static boolean seenToBeCut(Trial trial, HttpClient client, String beginning) throws Exception {
        CompletableFuture<HttpClient.Version> begun = new CompletableFuture<>();
        trial.backend().play(socket -> {
            trial.backend().request(socket);
            socket.write(beginning);
            begun.get(SOON.toMillis(), TimeUnit.MILLISECONDS);
        });
        CompletableFuture<?> answer = client.sendAsync(trial.get("/x"), head -> {
            begun.complete(head.version());
            return HttpResponse.BodySubscribers.discarding();
        });
        try {
            answer.get(SOON.toMillis(), TimeUnit.MILLISECONDS);
            return false;
        } catch (TimeoutException e) {
            return false;
        } catch (ExecutionException e) {
            return e.getCause() instanceof IOException && begun.getNow(null) == HttpClient.Version.HTTP_2;
        }
    }

    /** Whether something is so while that many clients have seen the beginning of a long answer and read no further. */
    private static boolean whileUnread(Trial trial, int clients, Callable<Boolean> condition) throws Exception {
        trial.backend().play(socket -> {
            while (true) {
                Head head = trial.backend().head(socket);
                if (head.word(1).equals("/small")) {
                    socket.write(ScriptedBackend.ok("a"));
                    continue;
                }
                socket.write(RawSocket.lines("HTTP/1.1 200 OK", "Content-Length: " + HUGE));
                byte[] part = new byte[1 << 16];
                for (long sent = 0; sent < HUGE; sent += part.length) {
                    socket.write(part);
                }
            }
        });
        List<RawSocket> unread = new ArrayList<>();
        try {
            for (int i = 0; i < clients; i++) {
                RawSocket client = trial.connectWithLittleRoom();
                unread.add(client);
                client.write(RawSocket.lines("GET /huge HTTP/1.1", "Host: a"));
                client.head();
            }
            return condition.call();
        } finally {
            unread.forEach(RawSocket::close);
        }
    }

    private static boolean arrives(Trial trial, RawRequest request) {
        trial.answer(ScriptedBackend.ok("a"));
        try {
            return trial.send(request).status() == 200
                    && trial.backend().requests().stream()
                            .anyMatch(head -> head.word(1).equals(request.target()));
        } catch (IOException e) {
            return false;
        }
    }

    private static boolean refused(Trial trial, String request) throws IOException {
        trial.answer(ScriptedBackend.ok("a"));
        try (RawSocket client = trial.connect()) {
            client.write(request);
            return client.head().word(1).equals("400");
        }
    }

    private static List<String> fieldsOf(Trial trial, List<String> fields) throws IOException {
        trial.answer("HTTP/1.1 200 OK\r\n"
                + String.join("", fields.stream().map(line -> line + "\r\n").toList()) + "Content-Length: 0\r\n\r\n");
        return trial.send(RawRequest.get("/x")).fields().lines();
    }
}
