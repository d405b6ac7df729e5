package io.tollgate.admin.ui;

import org.jspecify.annotations.Nullable;

/**
 * What an operator sees before Tollgate serves: what to put where, or what is wrong with what is there.
 *
 * @param base the way from the request's address to the root, such as {@code ./}
 * @param theme {@code light} or {@code dark} where the operator chose; null follows the browser
 */
public record StartPage(
        Messages messages,
        Assets assets,
        String base,
        @Nullable String theme,
        StartReport report) {
    /** The smallest configuration that does. */
    public static final String SMALLEST = "backends: [\"http://127.0.0.1:9001\", \"http://127.0.0.1:9002\"]";

    /** How a system property names another place. */
    public static final String PROPERTY = "-Dtollgate.config=/etc/tollgate/tollgate.yaml";

    /** How the environment does. */
    public static final String VARIABLE = "TOLLGATE_CONFIG=/etc/tollgate/tollgate.yaml";

    /** The name of the context parameter that does. */
    public static final String PARAMETER = "tollgate.config";
}
