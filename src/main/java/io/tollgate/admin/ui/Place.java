package io.tollgate.admin.ui;

import io.tollgate.admin.ui.Frame.Section;

/**
 * Where a page stands.
 *
 * @param back its address from the root
 * @param query what is open on it, without the question mark; empty for nothing
 */
record Place(String title, Section section, String back, String query) {

    static Place overview(Messages messages) {
        return new Place(messages.get("nav.overview"), Section.OVERVIEW, "./", "");
    }

    static Place pools(Messages messages) {
        return new Place(messages.get("nav.pools"), Section.POOLS, "pools", "");
    }

    static Place routes(Messages messages, RouteAsk ask) {
        String query = "";
        if (!ask.send().isEmpty()) {
            query = "send=" + ask.send();
        } else if (!ask.maintain().isEmpty()) {
            query = "maintain=" + ask.maintain();
        } else if (!ask.remove().isEmpty()) {
            query = "remove=" + ask.remove();
        }
        return new Place(messages.get("nav.routes"), Section.ROUTES, "routes", query);
    }

    static Place changes(Messages messages) {
        return new Place(messages.get("nav.changes"), Section.CHANGES, "changes", "");
    }

    static Place missing(Messages messages) {
        return new Place(messages.get("missing.title"), Section.NOWHERE, "./", "");
    }

    static Place pool(String id, PoolAsk ask) {
        String query = "";
        if (!ask.open().isEmpty()) {
            query = "open=" + ask.open();
        } else if (ask.wish() != null) {
            query = ask.wish().query();
        } else if (ask.policy() != null) {
            query = "policy=other";
        }
        return new Place(id, Section.POOLS, "pools/" + id, query);
    }
}
