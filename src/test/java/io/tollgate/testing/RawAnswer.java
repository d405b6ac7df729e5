package io.tollgate.testing;

import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * A whole answer.
 *
 * @param interim the statuses of 1xx answers before it
 * @param length of the body as it came
 * @param sha256 of the body as it came
 * @param kept the first bytes of the body, at most 1 MiB, one character each
 */
public record RawAnswer(int status, Fields fields, List<Integer> interim, long length, String sha256, String kept) {

    /** The body's bytes, at most 1 MiB. */
    public byte[] bytes() {
        return kept.getBytes(StandardCharsets.ISO_8859_1);
    }

    /** The body as text. */
    public String text() {
        return new String(bytes(), StandardCharsets.UTF_8);
    }

    /** Which backend answered; empty when Tollgate did itself. */
    public String backend() {
        String name = fields.first("X-Backend");
        return name == null ? "" : name;
    }
}
