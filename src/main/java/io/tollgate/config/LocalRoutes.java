package io.tollgate.config;

import java.util.List;

/** Finds the routes that only make sense where an application stands behind Tollgate. */
final class LocalRoutes {
    private LocalRoutes() {}

    static void refuse(Node root, Findings findings) {
        Node.Entry routes = root.entry("routes");
        List<Node> items = routes != null && routes.value() instanceof Node.Sequence all ? all.items() : List.of();
        for (int i = 0; i < items.size(); i++) {
            Node.Entry action = items.get(i).entry("action");
            Node.Entry local = action == null ? null : action.value().entry("local");
            if (local != null) {
                findings.add(
                        local.place(),
                        "routes[" + i + "].action.local",
                        "there is no application behind that could answer (only the library form has one)",
                        "write forward, redirect or respond");
            }
        }
    }
}
