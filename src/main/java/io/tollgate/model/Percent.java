package io.tollgate.model;

/**
 * A share as operators write it: {@code 20%}.
 *
 * @param value 0 to 100
 */
public record Percent(int value) {

    public Percent {
        if (value < 0 || value > 100) {
            throw new IllegalArgumentException(value + "% is out of range");
        }
    }

    /**
     * Reads one.
     *
     * @throws IllegalArgumentException when the text is not a whole number from 0 to 100 directly followed by %
     */
    public static Percent parse(String text) {
        if (!text.endsWith("%") || text.length() < 2 || text.length() > 4) {
            throw new IllegalArgumentException("\"" + text + "\" is not a percentage");
        }
        int value = 0;
        for (int i = 0; i < text.length() - 1; i++) {
            char c = text.charAt(i);
            if (c < '0' || c > '9') {
                throw new IllegalArgumentException("\"" + text + "\" is not a percentage");
            }
            value = value * 10 + (c - '0');
        }
        return new Percent(value);
    }

    /** The share as a factor, 0 to 1. */
    public double fraction() {
        return value / 100.0;
    }

    @Override
    public String toString() {
        return value + "%";
    }
}
