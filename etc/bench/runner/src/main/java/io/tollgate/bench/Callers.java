package io.tollgate.bench;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Those who return: each has the cookies that a contender has given it, beside those of the application. */
final class Callers {
    private static final int CALLERS = 16;

    /** As long as a tie, so that the requests of those who give no cookie weigh the same. */
    private static final int TIE = 90;

    private Callers() {}

    /** Asks a contender as new callers do, and returns the file with their Cookie fields. */
    static Path meet(String contender, int port, Path dir) {
        HttpClient client = HttpClient.newHttpClient();
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + Cell.SMALL + "new"))
                .timeout(Duration.ofSeconds(10))
                .build();
        List<String> lines = new ArrayList<>();
        try {
            for (int i = 0; i < CALLERS; i++) {
                HttpResponse<Void> answer = client.send(request, HttpResponse.BodyHandlers.discarding());
                if (answer.statusCode() != 200) {
                    throw new BenchException(contender + " answers with status " + answer.statusCode());
                }
                lines.add(cookies(i, answer.headers().allValues("set-cookie")));
            }
            return Files.write(dir.resolve(contender + ".cookies"), lines);
        } catch (IOException e) {
            throw new BenchException(contender + " does not answer", e);
        } catch (InterruptedException e) {
            throw new BenchException("interrupted", e);
        }
    }

    static String cookies(int caller, List<String> given) {
        String tie = given.isEmpty()
                ? "caller=" + Integer.toString(caller).repeat(TIE).substring(0, TIE)
                : String.join(
                        "; ", given.stream().map(each -> each.split(";", 2)[0]).toList());
        return "session=c0ffee00c0ffee00c0ffee%02x; theme=dark; %s".formatted(caller, tie);
    }
}
