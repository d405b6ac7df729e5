package io.tollgate.model;

/**
 * A range of HTTP statuses, both ends included.
 *
 * @param from 100 to 599
 * @param to {@code from} to 599
 */
public record StatusRange(int from, int to) {

    public StatusRange {
        if (from < 100 || to > 599 || from > to) {
            throw unfit(text(from, to));
        }
    }

    /**
     * Reads {@code 200-399} or {@code 204}.
     *
     * @throws IllegalArgumentException when it is neither
     */
    public static StatusRange parse(String text) {
        int dash = text.indexOf('-');
        int from = status(dash < 0 ? text : text.substring(0, dash), text);
        return new StatusRange(from, dash < 0 ? from : status(text.substring(dash + 1), text));
    }

    public boolean contains(int status) {
        return status >= from && status <= to;
    }

    private static int status(String digits, String whole) {
        if (digits.length() != 3 || !digits.chars().allMatch(c -> c >= '0' && c <= '9')) {
            throw unfit(whole);
        }
        return Integer.parseInt(digits);
    }

    private static IllegalArgumentException unfit(String whole) {
        return new IllegalArgumentException("\"" + whole + "\" is not a status or range of statuses");
    }

    private static String text(int from, int to) {
        return from == to ? String.valueOf(from) : from + "-" + to;
    }

    @Override
    public String toString() {
        return text(from, to);
    }
}
