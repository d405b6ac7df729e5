package io.tollgate.telemetry;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import org.jspecify.annotations.Nullable;

/**
 * Writes access lines as JSON objects, one a line, in ASCII: whatever a caller sends, a line stays one line, and a
 * terminal that shows it is safe. Not thread-safe.
 *
 * <p>The fields, their types and units stand in docs/access-log.md.
 */
final class AccessLineFormat {
    private static final JsonFactory JSON =
            JsonFactory.builder().enable(JsonWriteFeature.ESCAPE_NON_ASCII).build();
    private static final DateTimeFormatter SECOND =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.").withZone(ZoneOffset.UTC);

    /** Places behind the point. */
    private static final int THOUSANDTHS = 3;

    private static final int MOST_DIGITS = 20;

    private final JsonGenerator json;
    private final char[] digits = new char[MOST_DIGITS];

    /** The latest, for most lines are of the second of the one before. */
    private long second = Long.MIN_VALUE;

    private String secondText = "";

    /** @param out where lines go; a line is in it whole when {@link #write} returns */
    AccessLineFormat(ByteArrayOutputStream out) {
        try {
            json = JSON.createGenerator(out);
        } catch (IOException e) {
            throw new UncheckedIOException("Writing to memory failed", e);
        }
        json.setRootValueSeparator(null);
    }

    void write(AccessLine line) {
        try {
            writeFields(line);
            json.writeRaw('\n');
            json.flush();
        } catch (IOException e) {
            throw new UncheckedIOException("Writing to memory failed", e);
        }
    }

    private void writeFields(AccessLine line) throws IOException {
        json.writeStartObject();
        json.writeStringField("ts", time(line.startMillis()));
        json.writeStringField("id", line.id());
        json.writeStringField("client", line.client());
        json.writeStringField("listener", line.listener());
        given("method", line.method());
        given("host", line.host());
        given("path", line.path());
        given("proto", line.protocol());
        if (line.status() == 0) {
            json.writeNullField("status");
        } else {
            json.writeNumberField("status", line.status());
        }
        json.writeNumberField("bytes_in", line.bytesIn());
        json.writeNumberField("bytes_out", line.bytesOut());
        text("route", line.route());
        text("pool", line.pool());
        text("backend", line.backend());
        json.writeNumberField("attempts", line.attempts());
        json.writeStringField("affinity", line.affinity());
        text("reason", line.reason());
        json.writeStringField("class", line.requestClass());
        text("class_reason", line.classReason());
        millis("t_queue_ms", line.queueNanos());
        millis("t_connect_ms", line.connectNanos());
        millis("t_first_byte_ms", line.firstByteNanos());
        millis("t_total_ms", line.totalNanos());
        json.writeEndObject();
    }

    private String time(long millis) {
        long now = Math.floorDiv(millis, 1000L);
        if (now != second) {
            second = now;
            secondText = SECOND.format(Instant.ofEpochSecond(now));
        }
        int rest = Math.floorMod(millis, 1000);
        return secondText + (char) ('0' + rest / 100) + (char) ('0' + rest / 10 % 10) + (char) ('0' + rest % 10) + 'Z';
    }

    /** What the client gave, if it did. */
    private void given(String field, String value) throws IOException {
        text(field, value.isEmpty() ? null : value);
    }

    private void text(String field, @Nullable String value) throws IOException {
        if (value == null) {
            json.writeNullField(field);
        } else {
            json.writeStringField(field, value);
        }
    }

    private void millis(String field, long nanos) throws IOException {
        if (nanos < 0) {
            json.writeNullField(field);
        } else {
            json.writeFieldName(field);
            writeThousandths(nanos / 1000);
        }
    }

    private void writeThousandths(long thousandths) throws IOException {
        long rest = thousandths;
        int at = digits.length;
        for (int written = 0; rest > 0 || written <= THOUSANDTHS; written++) {
            if (written == THOUSANDTHS) {
                digits[--at] = '.';
            }
            digits[--at] = (char) ('0' + rest % 10);
            rest /= 10;
        }
        json.writeNumber(digits, at, digits.length - at);
    }
}
