package io.tollgate.admin.ui;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One route in the table.
 *
 * @param place from 1, in the order in which routes are asked
 * @param takes which requests
 * @param does what it does with them
 * @param maintenance it is in maintenance, whatever it does else
 * @param added it is not in the file
 * @param override what the file says where an operator says otherwise; null when the file counts
 * @param rate requests a second over 10 s
 * @param p95 milliseconds over 60 s
 * @param errors percent over 60 s
 * @param failing so many errors that one should look
 * @param send where it can be sent; null when nobody asked
 * @param maintain the question before it goes into maintenance; null when nobody asked
 * @param remove the question before it is removed; null when nobody asked
 */
public record RouteRow(
        String id,
        String place,
        String takes,
        String does,
        boolean maintenance,
        boolean added,
        @Nullable String override,
        String rate,
        String p95,
        String errors,
        boolean failing,
        @Nullable SendAsk send,
        @Nullable String maintain,
        @Nullable String remove) {

    /**
     * Where a route can be sent.
     *
     * @param now what would move, and what would not
     */
    public record SendAsk(String now, List<SendAct> acts) {}

    /**
     * One of the places.
     *
     * @param current the route sends there already
     * @param consequence what would become of the requests; empty when it sends there already
     */
    public record SendAct(String value, String label, boolean current, String consequence) {}
}
