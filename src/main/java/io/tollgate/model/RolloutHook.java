package io.tollgate.model;

import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.List;

/** What renews a backend while a rollout has it out; with neither command nor url an operator does, and says so. */
public record RolloutHook(
        @Setting(
                value =
                        "A program and its arguments, run where Tollgate runs, for one backend at a time; it succeeds by exit status 0. It is told of which backend in the environment: TOLLGATE_POOL, TOLLGATE_BACKEND, TOLLGATE_URL and TOLLGATE_ACTION (deploy or rollback).",
                defaultsTo = "[]")
        List<String> command,

        @Setting(
                value =
                        "A URL that is sent a POST with pool, backend, url and action as JSON; it succeeds by a status of 200 to 299.",
                defaultsTo = "\"\"")
        String url,

        @Setting(value = "How long it may take.", defaultsTo = "10m", range = "1s to 1d")
        Duration timeout) {
    private static final int LONGEST = 64;

    /** An operator says when a backend is renewed. */
    public static final RolloutHook OPERATOR = new RolloutHook(List.of(), "", Duration.ofMinutes(10));

    public RolloutHook {
        command = List.copyOf(command);
        new Checks()
                .require(
                        command.size() <= LONGEST,
                        "command",
                        command.size() + " words are too many",
                        "write a script, and name that")
                .require(
                        command.isEmpty() || !command.get(0).isBlank(),
                        "command",
                        "begins with nothing",
                        "write the program first, such as /usr/local/bin/redeploy")
                .require(
                        url.isEmpty() || callable(url),
                        "url",
                        "\"" + url + "\" is not a URL that can be called",
                        "write one such as http://127.0.0.1:8000/redeploy")
                .range(timeout, Duration.ofSeconds(1), Duration.ofDays(1), "timeout")
                .requireTogether(
                        command.isEmpty() || url.isEmpty(), "url", "stands beside command", "write one of the two")
                .done();
    }

    /** Whether an operator renews backends, and says when it is done. */
    public boolean byOperator() {
        return command.isEmpty() && url.isEmpty();
    }

    private static boolean callable(String url) {
        try {
            URI uri = new URI(url);
            return uri.getHost() != null && ("http".equals(uri.getScheme()) || "https".equals(uri.getScheme()));
        } catch (URISyntaxException e) {
            return false;
        }
    }
}
