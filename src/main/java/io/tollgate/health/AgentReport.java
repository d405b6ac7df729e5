package io.tollgate.health;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What an agent beside a backend says of it, in the words of HAProxy's agent-check: a percentage of its weight, {@code
 * maxconn:N}, and a state. Of several the last counts; what follows a {@code #} is for people, and unknown words are
 * passed over. Immutable.
 *
 * @param percent of the operator's weight; negative when it does not say
 * @param limit requests that it may serve at once; negative when it does not say
 * @param state the word; null when it does not say
 * @see <a href="https://docs.haproxy.org/3.2/configuration.html#5.2-agent-check">HAProxy: agent-check</a>
 */
public record AgentReport(int percent, int limit, @Nullable String state) {
    /** As long as a line is read. */
    static final int MOST = 512;

    private static final String LIMIT = "maxconn:";
    private static final int MOST_DIGITS = 7;

    /** Reads a line. */
    public static AgentReport parse(String line) {
        int percent = -1;
        int limit = -1;
        String state = null;
        String said = line.substring(0, Math.min(line.length(), MOST));
        int comment = said.indexOf('#');
        for (String word : (comment < 0 ? said : said.substring(0, comment)).split("[ ,\t]+", -1)) {
            String lower = word.toLowerCase(Locale.ROOT);
            switch (lower) {
                case "up", "ready", "down", "fail", "failed", "stopped", "drain", "maint" -> state = lower;
                default -> {
                    if (lower.endsWith("%")) {
                        percent = number(lower.substring(0, lower.length() - 1), percent);
                    } else if (lower.startsWith(LIMIT)) {
                        limit = number(lower.substring(LIMIT.length()), limit);
                    }
                }
            }
        }
        return new AgentReport(percent, limit, state);
    }

    /** Whether new callers are to go elsewhere. */
    public boolean refuses() {
        return percent == 0 || (state != null && !state.equals("up") && !state.equals("ready"));
    }

    /** The state, or what stands for it. */
    public String word() {
        return state == null ? percent + "%" : state;
    }

    private static int number(String text, int otherwise) {
        boolean digits =
                !text.isEmpty() && text.length() <= MOST_DIGITS && text.chars().allMatch(c -> c >= '0' && c <= '9');
        return digits ? Integer.parseInt(text) : otherwise;
    }
}
