package io.tollgate.it.library;

import io.tollgate.testing.AdminClient;
import io.tollgate.testing.BackendProcess;
import io.tollgate.testing.ChildProcess;
import io.tollgate.testing.TollgateProcess;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** An example that is started by {@code java -jar}, in front of a service of its own. */
final class RunningExample implements AutoCloseable {
    private static final Duration START = Duration.ofMinutes(1);

    private final BackendProcess service = BackendProcess.start("service");
    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final ChildProcess process;
    private final URI uri;

    /**
     * Starts it and returns when it listens.
     *
     * @param folder takes its configuration and state
     * @param jar below the example's folder
     * @param listening the line that names the port, as its first group
     */
    RunningExample(Example example, Path folder, String jar, Pattern listening, String... arguments)
            throws IOException {
        Path config = example.configured(service.url(), folder);
        process = ChildProcess.java(
                Map.of("TOLLGATE_CONFIG", config.toString(), "TOLLGATE_ADMIN_PASSWORD", TollgateProcess.PASSWORD),
                Stream.concat(
                                Stream.of(
                                        "-Xmx256m",
                                        "-jar",
                                        example.folder().resolve(jar).toString()),
                                Stream.of(arguments))
                        .toList());
        Matcher line = listening.matcher(
                process.awaitLine(output -> listening.matcher(output).find(), START));
        if (!line.find()) {
            throw new AssertionError(process.output().toString());
        }
        uri = URI.create("http://127.0.0.1:" + line.group(1));
    }

    AdminClient rest() {
        return new AdminClient(uri.resolve("/tollgate"), TollgateProcess.PASSWORD);
    }

    HttpResponse<String> get(String path) throws Exception {
        return http.send(HttpRequest.newBuilder(uri.resolve(path)).build(), HttpResponse.BodyHandlers.ofString());
    }

    HttpResponse<String> post(String path, String form) throws Exception {
        return http.send(
                HttpRequest.newBuilder(uri.resolve(path))
                        .header("Content-Type", "application/x-www-form-urlencoded")
                        .POST(HttpRequest.BodyPublishers.ofString(form))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }

    /** What it has written. */
    List<String> output() {
        return process.output();
    }

    /** Ends it as an operator would, and returns its exit status. */
    int terminate() {
        process.signal("TERM");
        return process.awaitExit(START);
    }

    @Override
    public void close() {
        process.close();
        service.close();
    }
}
