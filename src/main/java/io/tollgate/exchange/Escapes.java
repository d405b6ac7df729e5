package io.tollgate.exchange;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

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
        return new String(bytes(text), StandardCharsets.UTF_8);
    }

    /** The same before anybody reads the bytes as text. */
    public static byte[] bytes(String text) {
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
        return Arrays.copyOf(bytes, n);
    }

    /**
     * The octet that two hexadecimal digits stand for.
     *
     * @param at where the first stands
     * @return negative when these are not two
     */
    public static int octet(String text, int at) {
        if (at + 1 >= text.length()) {
            return -1;
        }
        char high = text.charAt(at);
        char low = text.charAt(at + 1);
        // Elsewhere there are other digits.
        return high > 'f' || low > 'f' ? -1 : octet(high, low);
    }

    /** Whether there is an escape in it. */
    static boolean any(String text) {
        for (int i = text.indexOf('%'); i >= 0; i = text.indexOf('%', i + 1)) {
            if (octet(text, i + 1) >= 0) {
                return true;
            }
        }
        return false;
    }

    /** The octet that two hexadecimal digits stand for; negative when these are not two. */
    private static int octet(byte[] bytes, int at) {
        if (at + 1 >= bytes.length) {
            return -1;
        }
        return octet(bytes[at], bytes[at + 1]);
    }

    private static int octet(int first, int second) {
        int high = Character.digit(first, 16);
        int low = Character.digit(second, 16);
        return high < 0 || low < 0 ? -1 : high << 4 | low;
    }
}
