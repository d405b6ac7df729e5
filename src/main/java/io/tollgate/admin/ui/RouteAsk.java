package io.tollgate.admin.ui;

import io.tollgate.model.Ids;

/**
 * What the operator has open or half done on the page of routes.
 *
 * @param send the route that is about to be sent elsewhere; empty for none
 * @param maintain the route that is about to go into maintenance; empty for none
 * @param remove the route that is about to be removed; empty for none
 * @param add the form at the end
 */
record RouteAsk(String send, String maintain, String remove, AddForm add) {
    static final RouteAsk NOTHING = new RouteAsk("", "", "", AddForm.empty(NewRoute.FIELDS));

    static RouteAsk opened(String send, String maintain, String remove) {
        return new RouteAsk(idOrNone(send), idOrNone(maintain), idOrNone(remove), NOTHING.add());
    }

    static RouteAsk adding(AddForm add) {
        return new RouteAsk("", "", "", add);
    }

    private static String idOrNone(String text) {
        return Ids.valid(text) ? text : "";
    }
}
