package io.tollgate.model;

/** The form of every id: it must fit into a URL segment, a label value, a cookie and a log line as it is. */
public final class Ids {
    private static final int MAX_LENGTH = 64;

    private Ids() {}

    /** 1 to 64 of {@code [A-Za-z0-9._-]}, beginning with a letter or digit. */
    public static boolean valid(String id) {
        if (id.isEmpty() || id.length() > MAX_LENGTH || !alphanumeric(id.charAt(0))) {
            return false;
        }
        for (int i = 1; i < id.length(); i++) {
            char c = id.charAt(i);
            if (!alphanumeric(c) && c != '.' && c != '_' && c != '-') {
                return false;
            }
        }
        return true;
    }

    private static boolean alphanumeric(char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
    }
}
