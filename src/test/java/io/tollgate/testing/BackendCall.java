package io.tollgate.testing;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One request at a {@link TestBackend} and the means to answer it. */
final class BackendCall {
    private final String backend;
    private final Head head;
    private final InputStream body;
    private final OutputStream out;
    private final boolean waits;
    private boolean asked;
    private boolean keepAlive;

    BackendCall(String backend, Head head, InputStream in, OutputStream out) {
        this.backend = backend;
        this.head = head;
        this.body = Wire.body(in, head.fields(), false);
        this.out = out;
        this.keepAlive = !head.closes();
        this.waits = head.fields().has("Expect", "100-continue");
    }

    Head head() {
        return head;
    }

    /** The request's body; asks for it first when the client waits for that. */
    InputStream body() throws IOException {
        if (waits && !asked) {
            asked = true;
            Wire.write(out, "HTTP/1.1 100 Continue\r\n\r\n");
            out.flush();
        }
        return body;
    }

    /** Reads the body without having asked for it. */
    void skipBody() throws IOException {
        body.transferTo(OutputStream.nullOutputStream());
    }

    /** Without the context path of a balancer that serves only what is below it. */
    String path() {
        String target = head.word(1);
        int query = target.indexOf('?');
        String path = query < 0 ? target : target.substring(0, query);
        return path.startsWith(Form.War.EDGE + "/") ? path.substring(Form.War.EDGE.length()) : path;
    }

    /** The parameter of the query, or the default. */
    String parameter(String name, String otherwise) {
        String target = head.word(1);
        int query = target.indexOf('?');
        for (String pair :
                query < 0 ? new String[0] : target.substring(query + 1).split("&", -1)) {
            if (pair.startsWith(name + "=")) {
                return pair.substring(name.length() + 1);
            }
        }
        return otherwise;
    }

    long number(String name, long otherwise) {
        return Long.parseLong(parameter(name, String.valueOf(otherwise)));
    }

    /** The request's cookie of that name, or null. */
    @Nullable
    String cookie(String name) {
        for (String line : head.fields().all("Cookie")) {
            for (String pair : line.split(";", -1)) {
                if (pair.strip().startsWith(name + "=")) {
                    return pair.strip().substring(name.length() + 1);
                }
            }
        }
        return null;
    }

    /** Takes what is left of the request; false when the connection cannot serve another. */
    boolean finish() throws IOException {
        if (!keepAlive || (waits && !asked)) {
            return false;
        }
        body.transferTo(OutputStream.nullOutputStream());
        return true;
    }

    /** Closes the connection after this call, whatever was sent. */
    void closeAfter() {
        keepAlive = false;
    }

    /** Answers with text. */
    void text(int status, String text, String... fields) throws IOException {
        bytes(status, text.getBytes(StandardCharsets.UTF_8), fields);
    }

    /** Answers with these bytes and their length. */
    void bytes(int status, byte[] bytes, String... fields) throws IOException {
        begin(status, List.of(fields), "Content-Length: " + bytes.length);
        if (hasBody()) {
            out.write(bytes);
        }
        out.flush();
    }

    /** Sends the head of an answer, the last line being its framing or empty; the body is up to the caller. */
    OutputStream begin(int status, List<String> fields, String framing) throws IOException {
        StringBuilder text = new StringBuilder("HTTP/1.1 " + status + " Status\r\nX-Backend: " + backend + "\r\n");
        fields.forEach(line -> text.append(line).append("\r\n"));
        if (!framing.isEmpty()) {
            text.append(framing).append("\r\n");
        }
        if (!keepAlive) {
            text.append("Connection: close\r\n");
        }
        Wire.write(out, text.append("\r\n").toString());
        return out;
    }

    /** Begins a chunked answer; closing the stream ends it. */
    OutputStream chunked(int status, String... fields) throws IOException {
        return new Wire.ChunkedOutput(begin(status, List.of(fields), "Transfer-Encoding: chunked"));
    }

    /** Whether the answer to this request may have a body. */
    boolean hasBody() {
        return !head.word(0).equals("HEAD");
    }

    /** Writes bytes that need not be HTTP. */
    void raw(String text) throws IOException {
        Wire.write(out, text);
        out.flush();
    }
}
