package io.tollgate.model;

import java.time.Duration;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Whether backends say how busy they are, so that the busier get fewer new callers. */
@Shorthand("from")
public record LoadReportSpec(
        @Setting(
                value =
                        "none: weights stay as operators set them. header: each answer may say its backend's load in a field, which does not reach the client. agent: a port of the backend's host is asked, which answers in the words of HAProxy's agent-check.",
                defaultsTo = "none",
                range = "none, header, agent")
        From from,

        @Setting(
                value = "The field's name. Its value is ORCA's text form, such as TEXT cpu_utilization=0.7.",
                defaultsTo = "endpoint-load-metrics")
        String header,

        @Setting(value = "For agent: the port on the backend's host.", defaultsTo = "0", range = "0 to 65535")
        int port,

        @Setting(
                value = "For agent: from one question to the next; spread by 10 %.",
                defaultsTo = "2s",
                range = "100ms to 1h")
        Duration interval,

        @Setting(
                value = "The least that is left of a weight, however busy its backend is.",
                defaultsTo = "20%",
                range = "1% to 100%")
        Percent least) {

    private static final String USUAL_HEADER = "endpoint-load-metrics";
    private static final Duration USUAL_INTERVAL = Duration.ofSeconds(2);

    /** Neither asked for nor heeded. */
    public static final LoadReportSpec NONE =
            new LoadReportSpec(From.NONE, USUAL_HEADER, 0, USUAL_INTERVAL, new Percent(20));

    /** Where reports come from. */
    public enum From {
        NONE,
        HEADER,
        AGENT;

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** The field of answers that tells the load; null where none does. */
    public @Nullable String field() {
        return from == From.HEADER ? header : null;
    }

    public LoadReportSpec {
        new Checks()
                .require(
                        HttpToken.valid(header),
                        "header",
                        "\"" + header + "\" is not a field name",
                        "write one such as endpoint-load-metrics")
                .range(port, 0, 65_535, "port")
                .range(interval, Duration.ofMillis(100), Duration.ofHours(1), "interval")
                .requireTogether(
                        from != From.AGENT || port > 0, "port", "is not said", "write the agent's port, such as 9777")
                .requireTogether(
                        from == From.AGENT || port == 0,
                        "port",
                        "stands beside from " + from,
                        "write from: agent, or leave it out")
                .requireTogether(
                        from == From.AGENT || interval.equals(USUAL_INTERVAL),
                        "interval",
                        "stands beside from " + from,
                        "write from: agent, or leave it out")
                .requireTogether(
                        from == From.HEADER || header.equals(USUAL_HEADER),
                        "header",
                        "stands beside from " + from,
                        "write from: header, or leave it out")
                .require(least.value() > 0, "least", "0% would leave nothing", "write 1% to 100%")
                .done();
    }
}
