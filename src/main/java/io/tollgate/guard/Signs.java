package io.tollgate.guard;

/** What the characters of a target mean to whoever looks for trouble in it (RFC 3986, section 2). */
final class Signs {
    /** Means itself, in a path as in a query. */
    static final byte PLAIN = 0;

    static final byte SLASH = 1;
    static final byte DOT = 2;
    static final byte PERCENT = 3;
    static final byte SEMICOLON = 4;
    static final byte BACKSLASH = 5;
    /** Begins a query, and may stand in one. */
    static final byte QUESTION = 6;
    /** Should be escaped; has but one reading. */
    static final byte UNESCAPED = 7;
    /** Has no place in a target. */
    static final byte FORBIDDEN = 8;

    private static final byte[] OF = table();

    private Signs() {}

    static byte of(char c) {
        return c < OF.length ? OF[c] : FORBIDDEN;
    }

    private static byte[] table() {
        byte[] table = new byte[128];
        for (char c = 0; c < table.length; c++) {
            table[c] = switch (c) {
                case '/' -> SLASH;
                case '.' -> DOT;
                case '%' -> PERCENT;
                case ';' -> SEMICOLON;
                case '\\' -> BACKSLASH;
                case '?' -> QUESTION;
                case '"', '<', '>', '[', ']', '^', '`', '{', '|', '}' -> UNESCAPED;
                case '#', 0x7f -> FORBIDDEN;
                default -> c <= ' ' ? FORBIDDEN : PLAIN;
            };
        }
        return table;
    }
}
