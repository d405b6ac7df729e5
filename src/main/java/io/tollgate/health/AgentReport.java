package io.tollgate.health;

import java.util.Locale;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What an agent beside a backend says of it, in the words of HAProxy's agent-check: a percentage of its weight, {@code
 * maxconn:N}, a mode and a health. Each is a matter of its own, and what is not said stays as it was. Of several words on
 * one matter the last counts; what follows a {@code #} is for people, and unknown words are passed over. Immutable.
 *
 * @param percent of the operator's weight; negative when it does not say
 * @param limit requests that it may serve at once; negative when it does not say
 * @param mode {@code ready}, {@code drain} or {@code maint}; null when it does not say
 * @param health {@code up}, {@code down}, {@code fail}, {@code failed} or {@code stopped}; null when it does not say
 * @see <a href="https://docs.haproxy.org/3.2/configuration.html#5.2-agent-check">HAProxy: agent-check</a>
 */
public record AgentReport(
        int percent,
        int limit,
        @Nullable String mode,
        @Nullable String health) {
    /** Not a word. */
    public static final AgentReport NOTHING = new AgentReport(-1, -1, null, null);

    /** As long as a line is read. */
    static final int MOST = 512;

    private static final int MOST_QUOTED = 40;
    private static final String LIMIT = "maxconn:";
    private static final int MOST_DIGITS = 7;

    /** Reads a line. */
    public static AgentReport parse(String line) {
        int percent = -1;
        int limit = -1;
        String mode = null;
        String health = null;
        String said = line.substring(0, Math.min(line.length(), MOST));
        int comment = said.indexOf('#');
        for (String word : (comment < 0 ? said : said.substring(0, comment)).split("[ ,\t]+", -1)) {
            String lower = word.toLowerCase(Locale.ROOT);
            switch (lower) {
                case "ready", "drain", "maint" -> mode = lower;
                case "up", "down", "fail", "failed", "stopped" -> health = lower;
                default -> {
                    if (lower.endsWith("%")) {
                        percent = number(lower.substring(0, lower.length() - 1), percent);
                    } else if (lower.startsWith(LIMIT)) {
                        limit = number(lower.substring(LIMIT.length()), limit);
                    }
                }
            }
        }
        return new AgentReport(percent, limit, mode, health);
    }

    /** A line that holds no word, as it may be shown: cut short, and in printable ASCII. */
    public static String quote(String line) {
        String most = line.length() <= MOST_QUOTED ? line : line.substring(0, MOST_QUOTED) + "...";
        StringBuilder shown = new StringBuilder().append('"');
        most.chars().forEach(c -> shown.append(c >= ' ' && c < 0x7f ? (char) c : '?'));
        return shown.append('"').toString();
    }

    /** What holds when this is said after that: an agent alone takes back what it has said, by the word for it. */
    public AgentReport after(AgentReport before) {
        return new AgentReport(
                percent < 0 ? before.percent : percent,
                limit < 0 ? before.limit : limit,
                mode == null ? before.mode : mode,
                health == null ? before.health : health);
    }

    /** By which word it wants new callers to go elsewhere, well as it is; null when it does not. */
    public @Nullable String wish() {
        return mode != null && !mode.equals("ready") ? mode : percent == 0 ? "0%" : null;
    }

    /** By which word it is not well; null when it is. */
    public @Nullable String illness() {
        return health == null || health.equals("up") ? null : health;
    }

    /** The word for why no new callers are to come; null when they may. */
    public @Nullable String refusal() {
        String illness = illness();
        return illness == null ? wish() : illness;
    }

    /**
     * All that holds it back, as the agent would say it, such as {@code down drain maxconn:30}; empty when nothing does.
     * Other parts of the weight than none are left out: they may change with each answer.
     */
    public String restraint() {
        return Stream.of(illness(), wish(), limit <= 0 ? null : LIMIT + limit)
                .filter(Objects::nonNull)
                .collect(Collectors.joining(" "));
    }

    private static int number(String text, int otherwise) {
        boolean digits =
                !text.isEmpty() && text.length() <= MOST_DIGITS && text.chars().allMatch(c -> c >= '0' && c <= '9');
        return digits ? Integer.parseInt(text) : otherwise;
    }
}
