package io.tollgate.testing;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/**
 * A request as it will travel.
 *
 * @param fields lines beside Host and the body's framing
 * @param body made anew for each sending
 * @param length of the body; {@link #NONE} without one, {@link #CHUNKED} to send it in chunks
 */
public record RawRequest(String method, String target, List<String> fields, Supplier<InputStream> body, long length) {
    /** No body and no framing. */
    public static final long NONE = -2;
    /** A body in chunks. */
    public static final long CHUNKED = -1;

    public RawRequest {
        fields = List.copyOf(fields);
    }

    public static RawRequest get(String target) {
        return of("GET", target);
    }

    /** A request without a body. */
    public static RawRequest of(String method, String target) {
        return new RawRequest(method, target, List.of(), InputStream::nullInputStream, NONE);
    }

    /** A POST of these bytes. */
    public static RawRequest post(String target, byte[] bytes) {
        return new RawRequest("POST", target, List.of(), () -> new ByteArrayInputStream(bytes), bytes.length);
    }

    /** A POST of the {@link Payload} of that length, with its length or in chunks. */
    public static RawRequest postPayload(String target, long length, boolean chunked) {
        return new RawRequest("POST", target, List.of(), () -> Payload.stream(length), chunked ? CHUNKED : length);
    }

    /** The same with one more line. */
    public RawRequest with(String line) {
        List<String> more = new ArrayList<>(fields);
        more.add(line);
        return new RawRequest(method, target, more, body, length);
    }

    /** The same of a target below that path. */
    RawRequest below(String path) {
        return new RawRequest(method, path + target, fields, body, length);
    }

    /** Whether it waits for 100 before the body. */
    boolean expects() {
        return new Fields(fields).has("Expect", "100-continue");
    }

    String head(String host) {
        StringBuilder text = new StringBuilder(method + " " + target + " HTTP/1.1\r\n");
        if (new Fields(fields).first("Host") == null) {
            text.append("Host: ").append(host).append("\r\n");
        }
        fields.forEach(line -> text.append(line).append("\r\n"));
        if (length == CHUNKED) {
            text.append("Transfer-Encoding: chunked\r\n");
        } else if (length != NONE) {
            text.append("Content-Length: ").append(length).append("\r\n");
        }
        return text.append("\r\n").toString();
    }
}
