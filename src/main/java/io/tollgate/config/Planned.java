package io.tollgate.config;

import io.tollgate.model.Action;
import io.tollgate.model.Configuration;
import io.tollgate.model.Listener;
import io.tollgate.model.MatchSpec;
import io.tollgate.model.PathMatch;
import io.tollgate.model.RouteSpec;
import java.util.Map;
import java.util.Set;

/** Names that mean something in Tollgate but not yet in this version, so that nobody takes them for a slip. */
final class Planned {
    private static final Map<Class<?>, Set<String>> NAMES = Map.of(
            Configuration.class, Set.of("guard", "cluster"),
            Listener.Protocol.class, Set.of("h3"),
            MatchSpec.class, Set.of("source", "country", "time", "all", "any", "not"),
            PathMatch.class, Set.of("glob", "regex"),
            RouteSpec.class, Set.of("mirror"),
            Action.class, Set.of("divert"));

    private Planned() {}

    /** Whether the name will be accepted by that record, enum or choice one day. */
    static boolean has(Class<?> type, String name) {
        return NAMES.getOrDefault(type, Set.of()).contains(name);
    }
}
