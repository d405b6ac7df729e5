package io.tollgate.boot.jar;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * One of the demo's backends, in a process of its own: it names itself and counts the visits of each session in
 * memory. Arguments: name, port (0 takes any), typical milliseconds per answer. It prints the bound port and ends when
 * its standard input does, that is, with its parent however that dies.
 */
final class DemoBackend {
    private static final String COOKIE = "DEMOSESSION";
    private static final int THREADS = 16;

    private final String name;
    private final int delayMillis;
    private final String page;
    private final DemoSessions sessions = new DemoSessions();
    private final AtomicLong requests = new AtomicLong();

    private DemoBackend(String name, int delayMillis) throws IOException {
        this.name = name;
        this.delayMillis = delayMillis;
        try (InputStream template =
                Objects.requireNonNull(DemoBackend.class.getResourceAsStream("demo-backend.html"))) {
            this.page = new String(template.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    public static void main(String[] args) throws IOException {
        Signals.leaveInterruptToParent();
        HttpServer server = start(args[0], Integer.parseInt(args[1]), Integer.parseInt(args[2]));
        System.out.println(server.getAddress().getPort());
        while (System.in.read() >= 0) {
            // The parent writes nothing; it only holds the pipe.
        }
        System.exit(0);
    }

    /** Starts to answer on the loopback address. */
    static HttpServer start(String name, int port, int delayMillis) throws IOException {
        DemoBackend backend = new DemoBackend(name, delayMillis);
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
        server.setExecutor(Executors.newFixedThreadPool(THREADS));
        server.createContext("/", backend::answer);
        server.start();
        return server;
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            exchange.getRequestBody().transferTo(OutputStream.nullOutputStream());
            long number = requests.incrementAndGet();
            work();
            String accept = exchange.getRequestHeaders().getFirst("Accept");
            boolean html = accept != null && accept.contains("text/html");
            String cookie = cookie(exchange.getRequestHeaders().getFirst("Cookie"));
            DemoSessions.Visit visit = sessions.visit(cookie);
            if (!visit.id().equals(cookie)) {
                exchange.getResponseHeaders().add("Set-Cookie", COOKIE + "=" + visit.id() + "; Path=/; HttpOnly");
            }
            String body = html ? html(visit.number(), number) : json(visit.number(), number);
            byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("Content-Type", html ? "text/html; charset=utf-8" : "application/json");
            exchange.getResponseHeaders().set("Cache-Control", "no-store");
            boolean head = exchange.getRequestMethod().equals("HEAD");
            exchange.sendResponseHeaders(200, head ? -1 : bytes.length);
            if (!head) {
                exchange.getResponseBody().write(bytes);
            }
        }
    }

    /** Takes about the typical time, with a tail, so that the figures on the page look like figures. */
    private void work() {
        try {
            double factor = -Math.log(1 - ThreadLocalRandom.current().nextDouble()) / 2 + 0.5;
            TimeUnit.MICROSECONDS.sleep((long) (delayMillis * 1000 * factor));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private String html(int visits, long number) {
        return page.replace("{{backend}}", name)
                .replace("{{visits}}", String.valueOf(visits))
                .replace("{{requests}}", String.valueOf(number));
    }

    private String json(int visits, long number) {
        return "{\"backend\":\"" + name + "\",\"visits\":" + visits + ",\"requests\":" + number + "}\n";
    }

    private static @Nullable String cookie(@Nullable String header) {
        if (header != null) {
            for (String pair : header.split(";", -1)) {
                if (pair.strip().startsWith(COOKIE + "=")) {
                    return pair.strip().substring(COOKIE.length() + 1);
                }
            }
        }
        return null;
    }
}
