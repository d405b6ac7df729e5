package io.tollgate.exchange;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import org.jspecify.annotations.Nullable;

/**
 * The one spelling of an address, in log, figures and what backends are told. Of IPv6 the short form, without a zone (RFC
 * 5952, section 4); an IPv4 address mapped into IPv6 is spelt as IPv4.
 */
public final class AddressText {
    private static final int LONGEST = 45;
    private static final int GROUPS = 8;

    private AddressText() {}

    public static String of(InetAddress address) {
        return address instanceof Inet6Address ? shortest(address.getAddress()) : address.getHostAddress();
    }

    /**
     * The spelling of what is written as an address is; null for anything else, such as {@code 010.0.0.1}, which some
     * read as 8.0.0.1. A name, such as {@code 1a.example}, is not looked up.
     */
    public static @Nullable String of(String literal) {
        if (literal.indexOf(':') < 0) {
            return dottedQuad(literal) ? literal : null;
        }
        int zone = literal.indexOf('%');
        String address = zone < 0 ? literal : literal.substring(0, zone);
        boolean likely = address.length() <= LONGEST
                && address.chars().allMatch(c -> c == '.' || c == ':' || Character.digit(c, 16) >= 0);
        if (!likely) {
            return null;
        }
        try {
            // What stands in brackets is never taken for a name.
            return of(InetAddress.getByName("[" + address + "]"));
        } catch (UnknownHostException e) {
            return null;
        }
    }

    private static String shortest(byte[] raw) {
        int[] groups = new int[GROUPS];
        for (int i = 0; i < GROUPS; i++) {
            groups[i] = (raw[2 * i] & 0xff) << 8 | (raw[2 * i + 1] & 0xff);
        }
        int from = GROUPS;
        int zeros = 1;
        for (int i = 0; i < GROUPS; i++) {
            int run = zerosFrom(groups, i);
            if (run > zeros) {
                from = i;
                zeros = run;
            }
        }
        StringBuilder text = new StringBuilder(LONGEST);
        for (int i = 0; i < GROUPS; i++) {
            if (i == from) {
                text.append("::");
                i += zeros - 1;
                continue;
            }
            if (i > 0 && i != from + zeros) {
                text.append(':');
            }
            text.append(Integer.toHexString(groups[i]));
        }
        return text.toString();
    }

    private static int zerosFrom(int[] groups, int from) {
        int end = from;
        while (end < GROUPS && groups[end] == 0) {
            end++;
        }
        return end - from;
    }

    private static boolean dottedQuad(String text) {
        int dots = 0;
        int digits = 0;
        int part = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '.' && digits > 0 && dots < 3) {
                dots++;
                digits = 0;
                part = 0;
            } else if (c >= '0' && c <= '9' && (digits == 0 || part > 0) && digits < 3) {
                digits++;
                part = part * 10 + c - '0';
            } else {
                return false;
            }
            if (part > 255) {
                return false;
            }
        }
        return dots == 3 && digits > 0;
    }
}
