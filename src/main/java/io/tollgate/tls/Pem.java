package io.tollgate.tls;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One block of a PEM file (RFC 7468). What stands between blocks is explanation and is skipped. */
final class Pem {
    private static final String BEGIN = "-----BEGIN ";
    private static final String END = "-----END ";
    private static final String DASHES = "-----";

    private final String label;
    private final boolean encrypted;
    private final byte[] der;

    private Pem(String label, boolean encrypted, byte[] der) {
        this.label = label;
        this.encrypted = encrypted;
        this.der = der;
    }

    /**
     * The blocks of a file, in order; none where it is no PEM file at all.
     *
     * @throws IllegalArgumentException when one is broken, with what is wrong with it
     */
    static List<Pem> blocks(byte[] content) {
        List<Pem> blocks = new ArrayList<>();
        String label = null;
        boolean encrypted = false;
        StringBuilder base64 = new StringBuilder();
        for (String line :
                new String(content, StandardCharsets.ISO_8859_1).lines().toList()) {
            String text = line.strip();
            if (label == null) {
                label = within(text, BEGIN);
            } else if (text.startsWith(END)) {
                if (!label.equals(within(text, END))) {
                    throw new IllegalArgumentException("ends a block " + label + " with the line " + text);
                }
                blocks.add(new Pem(label, encrypted, encrypted ? new byte[0] : decoded(label, base64)));
                label = null;
                encrypted = false;
                base64.setLength(0);
            } else if (text.indexOf(':') >= 0) {
                encrypted |= text.startsWith("Proc-Type") && text.endsWith("ENCRYPTED");
            } else {
                base64.append(text);
            }
        }
        if (label != null) {
            throw new IllegalArgumentException("ends within a block " + label);
        }
        return blocks;
    }

    /** Such as {@code CERTIFICATE}. */
    String label() {
        return label;
    }

    /** Whether it is encrypted in the way of old, within the block. */
    boolean encrypted() {
        return encrypted;
    }

    /** What it encodes; empty where it is encrypted in the way of old. */
    byte[] der() {
        return der.clone();
    }

    boolean is(String wanted) {
        return label.equals(wanted);
    }

    private static @Nullable String within(String line, String start) {
        boolean marks =
                line.length() > start.length() + DASHES.length() && line.startsWith(start) && line.endsWith(DASHES);
        return marks ? line.substring(start.length(), line.length() - DASHES.length()) : null;
    }

    private static byte[] decoded(String label, StringBuilder base64) {
        try {
            return Base64.getDecoder().decode(base64.toString());
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("has a block " + label + " that is no Base64", e);
        }
    }
}
