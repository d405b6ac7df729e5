package io.tollgate.admin.ui;

import java.util.List;

/**
 * The routing table.
 *
 * @param targets where a new route can send, with the words for it
 */
public record RoutesPage(Frame frame, List<RouteRow> rows, List<Choice> targets, AddForm add) {

    /** One of the places a form offers. */
    public record Choice(String value, String label) {}
}
