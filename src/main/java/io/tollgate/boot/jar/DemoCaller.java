package io.tollgate.boot.jar;

import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * One caller of the demo's sample traffic: it keeps its cookies for a while of visits, checks that the backend still
 * knows it, and then begins anew as somebody else. Confined to one thread.
 */
final class DemoCaller {
    private static final Pattern VISITS = Pattern.compile("\"visits\":(\\d+)");
    private static final Duration TIMEOUT = Duration.ofSeconds(20);
    private static final int MEAN_STAY = 30;

    private final URI uri;
    private final RandomGenerator random;
    private final Map<String, String> cookies = new TreeMap<>();
    private int visits;
    private int stay;

    /** What an answer means to the caller. */
    enum Result {
        WELL,
        FAILED,
        /** An answer came, but from a backend that does not know the session. */
        SESSION_LOST
    }

    DemoCaller(URI uri, RandomGenerator random) {
        this.uri = uri;
        this.random = random;
        begin();
    }

    /** The next request. */
    HttpRequest next() {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(uri).timeout(TIMEOUT).header("Accept", "application/json");
        if (!cookies.isEmpty()) {
            request.header(
                    "Cookie", cookies.entrySet().stream().map(Object::toString).collect(Collectors.joining("; ")));
        }
        return request.build();
    }

    /** Takes the answer to {@link #next()}. */
    Result answered(HttpResponse<String> answer) {
        Matcher counted = VISITS.matcher(answer.body());
        if (answer.statusCode() != 200 || !counted.find()) {
            return Result.FAILED;
        }
        answer.headers().allValues("Set-Cookie").forEach(this::keep);
        int now = Integer.parseInt(counted.group(1));
        boolean known = now == visits + 1;
        visits = now;
        if (visits >= stay) {
            begin();
        }
        return known ? Result.WELL : Result.SESSION_LOST;
    }

    private void begin() {
        cookies.clear();
        visits = 0;
        stay = 1 + random.nextInt(2 * MEAN_STAY);
    }

    private void keep(String setCookie) {
        String pair = setCookie.split(";", 2)[0];
        int equals = pair.indexOf('=');
        if (equals > 0) {
            cookies.put(
                    pair.substring(0, equals).strip(),
                    pair.substring(equals + 1).strip());
        }
    }
}
