package io.tollgate.conformance;

/**
 * One thing that is expected of an intermediary.
 *
 * @param id names it in the documentation, such as {@code path-bar}
 * @param section where it is said, such as {@code RFC 9112, 3.2}
 * @param sentence what is expected
 */
record Case(String id, String section, String sentence, Play play) {

    /** Plays both ends, and throws where the expectation is not met. */
    interface Play {
        void on(Scene scene) throws Exception;
    }

    Case {
        if (!id.matches("[a-z0-9]+(-[a-z0-9]+)+")) {
            throw new IllegalArgumentException("not an id: " + id);
        }
        if (!section.matches("RFC \\d{4}, \\d+(\\.\\d+)*")) {
            throw new IllegalArgumentException("names no section: " + section);
        }
    }

    @Override
    public String toString() {
        return id + ": " + sentence + " (" + section + ")";
    }
}
