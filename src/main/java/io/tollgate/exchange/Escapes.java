package io.tollgate.exchange;

import java.nio.charset.StandardCharsets;

/** Percent escapes (RFC 3986, section 2.1). */
public final class Escapes {
    /** RFC 3986, section 3.3: what may stand in a path as it is, besides letters and digits. */
    private static final String PLAIN = "/-._~!$&'()*+,;=:@";

    private Escapes() {}

    /** A path in its decoded form as it may stand in a target, in UTF-8. */
    public static String encodePath(String path) {
        StringBuilder out = new StringBuilder(path.length());
        for (byte octet : path.getBytes(StandardCharsets.UTF_8)) {
            char c = (char) (octet & 0xff);
            boolean plain =
                    (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || PLAIN.indexOf(c) >= 0;
            if (plain) {
                out.append(c);
            } else {
                out.append('%')
                        .append(Character.toUpperCase(Character.forDigit(c >> 4, 16)))
                        .append(Character.toUpperCase(Character.forDigit(c & 0xf, 16)));
            }
        }
        return out.toString();
    }

    /**
     * Decodes the escapes once and reads the outcome as UTF-8; what is no UTF-8 becomes U+FFFD. A bad escape stays as
     * it is.
     */
    public static String decode(String text) {
        if (text.indexOf('%') < 0) {
            return text;
        }
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        int n = 0;
        for (int i = 0; i < bytes.length; i++) {
            int octet = bytes[i] == '%' ? octet(bytes, i + 1) : -1;
            if (octet >= 0) {
                bytes[n++] = (byte) octet;
                i += 2;
            } else {
                bytes[n++] = bytes[i];
            }
        }
        return new String(bytes, 0, n, StandardCharsets.UTF_8);
    }

    /** The octet that two hexadecimal digits stand for; negative when these are not two. */
    private static int octet(byte[] bytes, int at) {
        if (at + 1 >= bytes.length) {
            return -1;
        }
        int high = Character.digit(bytes[at], 16);
        int low = Character.digit(bytes[at + 1], 16);
        return high < 0 || low < 0 ? -1 : high << 4 | low;
    }
}
