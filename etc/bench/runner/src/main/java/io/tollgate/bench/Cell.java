package io.tollgate.bench;

/**
 * One kind of work.
 *
 * @param key how it is named on the command line
 * @param title what stands above its column
 * @param connections of the load
 * @param path what the targets begin with: it says how large the answers are
 * @param body bytes of the request's body; 0 for a GET
 * @param warmUp requests before anything is measured, at least
 * @param rounds in each launch
 */
record Cell(String key, String title, int connections, String path, int body, boolean tls, long warmUp, int rounds) {
    static final String SMALL = "/small/";
    static final String LARGE = "/large/";
    static final String HUGE = "/huge/";

    static final Cell HEADLINE = new Cell("32", "1 KB × 32", 32, SMALL, 0, false, 300_000, 4);

    /** Not measured. */
    static final Cell OPENING = new Cell("opening", "opening", 1_000, SMALL, 0, false, 0, 0);

    String method() {
        return body > 0 ? "POST" : "GET";
    }

    Cell rounds(int wanted) {
        return new Cell(key, title, connections, path, body, tls, warmUp, wanted);
    }

    Cell warmUp(long wanted) {
        return new Cell(key, title, connections, path, body, tls, wanted, rounds);
    }
}
