package io.tollgate.boot.web;

import java.nio.file.Path;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Where a Tollgate inside a container finds its configuration and keeps its state.
 *
 * @param config the configuration file, which need not exist
 * @param saidBy who named it, in words; null for the place taken when nobody did
 * @param state the state folder; null leaves it to the configuration
 */
record Locations(
        Path config, @Nullable String saidBy, @Nullable Path state) {
    static final String CONFIG_PROPERTY = "tollgate.config";
    static final String CONFIG_VARIABLE = "TOLLGATE_CONFIG";
    private static final String STATE_PROPERTY = "tollgate.state";
    private static final String STATE_VARIABLE = "TOLLGATE_STATE";

    /** What may name a place: values by name, null where there is none. */
    record Sources(
            UnaryOperator<@Nullable String> property,
            UnaryOperator<@Nullable String> variable,
            UnaryOperator<@Nullable String> contextParameter,
            Path home) {}

    /** The first that says it wins: system property, environment variable, context parameter, the home folder. */
    static Locations find(Sources sources) {
        String config = value(sources.property().apply(CONFIG_PROPERTY));
        String saidBy = "system property " + CONFIG_PROPERTY;
        if (config == null) {
            config = value(sources.variable().apply(CONFIG_VARIABLE));
            saidBy = "environment variable " + CONFIG_VARIABLE;
        }
        if (config == null) {
            config = value(sources.contextParameter().apply(CONFIG_PROPERTY));
            saidBy = "context parameter " + CONFIG_PROPERTY;
        }
        Path state = state(sources);
        return config == null
                ? new Locations(sources.home().resolve(".tollgate").resolve("tollgate.yaml"), null, state)
                : new Locations(Path.of(config).toAbsolutePath(), saidBy, state);
    }

    /** The folder that relative names in the configuration start from: a container's own is anybody's guess. */
    Path base() {
        Path parent = config.getParent();
        return parent == null ? Path.of("") : parent;
    }

    private static @Nullable Path state(Sources sources) {
        String state = value(sources.property().apply(STATE_PROPERTY));
        if (state == null) {
            state = value(sources.variable().apply(STATE_VARIABLE));
        }
        if (state == null) {
            state = value(sources.contextParameter().apply(STATE_PROPERTY));
        }
        return state == null ? null : Path.of(state).toAbsolutePath();
    }

    private static @Nullable String value(@Nullable String text) {
        return text == null || text.isBlank() ? null : text.strip();
    }
}
