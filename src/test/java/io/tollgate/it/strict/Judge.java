package io.tollgate.it.strict;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tollgate.testing.ChildProcess;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.awaitility.Awaitility;

/**
 * An HTTP server, run as a process, that is given what was recorded and says what it takes that for. It writes a JSON
 * object for each request to a file, with the port of the connection's other end.
 */
final class Judge implements AutoCloseable {
    private static final String NEXT = "/sent-behind-it";
    private static final int PATIENCE_MILLIS = 10_000;
    private static final ObjectMapper JSON = new ObjectMapper();

    private final String name;
    private final Path log;
    private final int port;
    private final ChildProcess process;

    private Judge(String name, Path log, int port, ChildProcess process) {
        this.name = name;
        this.log = log;
        this.port = port;
        this.process = process;
        Awaitility.await().failFast(() -> !process.isAlive()).until(this::listens);
    }

    /** nginx, as a proxy before itself, for only a proxy reads bodies. */
    static Judge nginx(Path folder) {
        int port = freePort();
        Path log = folder.resolve("nginx.log");
        String config = """
                daemon off;
                worker_processes 1;
                pid %1$s/nginx.pid;
                error_log stderr crit;
                events { worker_connections 512; }
                http {
                  log_format seen escape=json '{"port":$remote_port,"method":"$request_method","target":"$request_uri",'
                      '"path":"$understood","host":"$http_host","body":"$request_body","status":$status}';
                  access_log off;
                  client_body_temp_path %1$s/body;
                  proxy_temp_path %1$s/proxy;
                  fastcgi_temp_path %1$s/fastcgi;
                  uwsgi_temp_path %1$s/uwsgi;
                  scgi_temp_path %1$s/scgi;
                  large_client_header_buffers 8 128k;
                  client_body_buffer_size 1m;
                  client_max_body_size 0;
                  server {
                    listen 127.0.0.1:%2$d;
                    access_log %3$s seen;
                    set $understood $uri;
                    location / {
                      rewrite ^ /well break;
                      proxy_pass http://127.0.0.1:%4$d;
                      proxy_method GET;
                      proxy_ignore_client_abort on;
                      proxy_pass_request_headers off;
                      proxy_pass_request_body off;
                      proxy_set_header Content-Length "";
                    }
                  }
                  server {
                    listen 127.0.0.1:%4$d;
                    location / { return 200; }
                  }
                }
                """.formatted(folder, port, log, freePort());
        try {
            Path file = Files.writeString(folder.resolve("nginx.conf"), config);
            return new Judge("nginx", log, port, run(folder, "nginx", "-p", folder.toString(), "-c", file.toString()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Node's own server. */
    static Judge node(Path folder) {
        int port = freePort();
        Path log = folder.resolve("node.log");
        Path script = folder.resolve("judge.js");
        try (InputStream source = Objects.requireNonNull(Judge.class.getResourceAsStream("judge.js"))) {
            Files.copy(source, script);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new Judge(
                "node",
                log,
                port,
                run(
                        folder,
                        "node",
                        "--max-http-header-size=131072",
                        script.toString(),
                        String.valueOf(port),
                        log.toString()));
    }

    /**
     * What it takes each of these connections for, in their order. Behind what came whole another request is sent, which
     * is left out: one that waits for more, or did not see that one, is said to have read one that is broken.
     */
    List<List<Reading>> readings(List<Recorded> recorded) throws IOException {
        Files.writeString(log, "");
        Map<Integer, List<Reading>> byPort = new LinkedHashMap<>();
        for (Recorded one : recorded) {
            replay(one, byPort);
        }
        replay(new Recorded("", List.of()), byPort);
        Awaitility.await().until(() -> seen().stream().anyMatch(line -> port(line) == last(byPort)));
        for (JsonNode line : seen()) {
            Objects.requireNonNull(byPort.get(port(line))).add(reading(line));
        }
        if (byPort.size() != recorded.size() + 1) {
            throw new AssertionError("a port was used twice");
        }
        byPort.remove(last(byPort));
        return byPort.values().stream().map(Judge::withoutNext).toList();
    }

    @Override
    public void close() {
        process.killTree();
    }

    @Override
    public String toString() {
        return name;
    }

    private static Reading reading(JsonNode seen) {
        return new Reading(
                seen.get("method").textValue(),
                seen.get("target").textValue(),
                seen.get("host").textValue(),
                seen.get("path").textValue(),
                Reading.hash(seen.get("body").textValue()),
                seen.get("status").intValue() == 200);
    }

    private List<JsonNode> seen() throws IOException {
        List<JsonNode> seen = new ArrayList<>();
        for (String line : Files.readAllLines(log, StandardCharsets.ISO_8859_1)) {
            seen.add(JSON.readTree(line));
        }
        return seen;
    }

    private static int port(JsonNode line) {
        return line.get("port").intValue();
    }

    private static int last(Map<Integer, List<Reading>> byPort) {
        return List.copyOf(byPort.keySet()).get(byPort.size() - 1);
    }

    /** Without the request that was sent behind; who took one before it, and not this one, has not read it to its end. */
    private static List<Reading> withoutNext(List<Reading> readings) {
        List<Reading> others =
                readings.stream().filter(read -> !read.target().equals(NEXT)).toList();
        boolean lost = others.size() == readings.size() && others.stream().anyMatch(Reading::complete);
        return lost
                ? Stream.concat(others.stream(), Stream.of(Reading.broken("", "", "")))
                        .toList()
                : others;
    }

    /** Sends that on a connection of its own and waits for its end. */
    private void replay(Recorded one, Map<Integer, List<Reading>> byPort) throws IOException {
        boolean whole = one.readings().stream().allMatch(Reading::complete);
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            List<Reading> readings = new ArrayList<>();
            byPort.put(socket.getLocalPort(), readings);
            socket.setSoTimeout(PATIENCE_MILLIS);
            try {
                String text =
                        one.text() + (whole ? "GET " + NEXT + " HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n" : "");
                socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
                if (!whole) {
                    socket.shutdownOutput();
                }
                socket.getInputStream().transferTo(OutputStream.nullOutputStream());
            } catch (SocketTimeoutException e) {
                readings.add(Reading.broken("", "", ""));
            } catch (IOException e) {
                // Closed before all was sent: it has read what it wanted to.
            }
        }
    }

    private boolean listens() {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return socket.isConnected();
        } catch (IOException e) {
            return false;
        }
    }

    private static ChildProcess run(Path folder, String program, String... arguments) {
        // Where Debian puts nginx is on the path of root alone.
        String found = Stream.concat(Stream.of(System.getenv("PATH").split(":", -1)), Stream.of("/usr/sbin"))
                .map(path -> Path.of(path, program))
                .filter(Files::isExecutable)
                .map(Path::toString)
                .findFirst()
                .orElseThrow(() -> new AssertionError(program + " is missing, which judges what reaches a backend;"
                        + " etc/test installs it, or: apt-get install "
                        + (program.equals("node") ? "nodejs" : program)));
        List<String> command = new ArrayList<>(List.of(found));
        command.addAll(List.of(arguments));
        return ChildProcess.command(folder, Map.of(), command);
    }

    private static int freePort() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
