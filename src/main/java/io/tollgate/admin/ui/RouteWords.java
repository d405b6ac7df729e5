package io.tollgate.admin.ui;

import io.tollgate.model.Action;
import io.tollgate.model.MatchSpec;
import io.tollgate.model.PathMatch;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Says in words what routes take, and what they do. */
final class RouteWords {
    private static final String ANY = "*";

    private final Messages messages;

    RouteWords(Messages messages) {
        this.messages = messages;
    }

    /**
     * What it takes.
     *
     * @param first nothing stands before it
     */
    String takes(MatchSpec match, boolean first) {
        if (match.takesAll()) {
            return messages.get(first ? "route.all" : "route.rest");
        }
        List<String> conditions = new ArrayList<>();
        PathMatch path = match.path();
        if (path != null) {
            conditions.add(
                    path.prefix().isEmpty()
                            ? messages.get("route.path.exact", path.exact())
                            : messages.get("route.path.under", path.prefix()));
        }
        if (!match.host().isEmpty()) {
            conditions.add(messages.get("route.host", String.join(", ", match.host())));
        }
        if (!match.method().isEmpty()) {
            conditions.add(messages.get("route.method", String.join(", ", match.method())));
        }
        values(conditions, "route.header", match.header());
        values(conditions, "route.cookie", match.cookie());
        values(conditions, "route.query", match.query());
        return String.join(" · ", conditions);
    }

    private void values(List<String> conditions, String key, Map<String, String> wanted) {
        new TreeMap<>(wanted)
                .forEach((name, value) -> conditions.add(
                        value.equals(ANY) ? messages.get(key + ".any", name) : messages.get(key, name, value)));
    }

    /** What it does. */
    String does(Action action) {
        if (action instanceof Action.Forward forward) {
            return forward(forward);
        }
        if (action instanceof Action.Redirect redirect) {
            return messages.get("route.does.redirect", Integer.toString(redirect.status()), redirect.location());
        }
        if (action instanceof Action.Respond respond) {
            return messages.get("route.does.respond", Integer.toString(respond.status()));
        }
        return messages.get("route.does.local");
    }

    String of(Target target) {
        return target.pool() == null
                ? messages.get("route.does.local")
                : messages.get("route.does.pool", target.pool());
    }

    private String forward(Action.Forward forward) {
        if (forward.pools().size() == 1) {
            return messages.get("route.does.pool", forward.pools().get(0).pool());
        }
        int total = forward.pools().stream().mapToInt(Action.Share::weight).sum();
        return messages.get(
                "route.does.pools",
                forward.pools().stream()
                        .map(share -> messages.get(
                                "route.does.share", share.pool(), Math.round(100.0 * share.weight() / total)))
                        .collect(Collectors.joining(", ")));
    }
}
