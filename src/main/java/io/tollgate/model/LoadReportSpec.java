package io.tollgate.model;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Whether backends say how busy they are, so that the busier get fewer new callers. */
@Shorthand("from")
public record LoadReportSpec(
        @Setting(
                value =
                        "none: weights stay as operators set them. header: each answer may say its backend's load in a field, which does not reach the client.",
                defaultsTo = "none",
                range = "none, header")
        From from,

        @Setting(
                value = "The field's name. Its value is ORCA's text form, such as TEXT cpu_utilization=0.7.",
                defaultsTo = "endpoint-load-metrics")
        String header,

        @Setting(
                value = "The least that is left of a weight, however busy its backend is.",
                defaultsTo = "20%",
                range = "1% to 100%")
        Percent least) {

    /** Neither asked for nor heeded. */
    public static final LoadReportSpec NONE = new LoadReportSpec(From.NONE, "endpoint-load-metrics", new Percent(20));

    /** Where reports come from. */
    public enum From {
        NONE,
        HEADER;

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
                .require(least.value() > 0, "least", "0% would leave nothing", "write 1% to 100%")
                .done();
    }
}
