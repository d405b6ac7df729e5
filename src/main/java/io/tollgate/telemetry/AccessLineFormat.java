package io.tollgate.telemetry;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.io.SerializedString;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
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

    /** In the order of a line. A name is encoded once. */
    private enum Field {
        TS,
        ID,
        CLIENT,
        LISTENER,
        METHOD,
        HOST,
        PATH,
        PROTO,
        STATUS,
        BYTES_IN,
        BYTES_OUT,
        ROUTE,
        POOL,
        BACKEND,
        ATTEMPTS,
        AFFINITY,
        REASON,
        CLASS,
        CLASS_REASON,
        T_QUEUE_MS,
        T_CONNECT_MS,
        T_FIRST_BYTE_MS,
        T_TOTAL_MS;

        @SuppressWarnings("ImmutableEnumChecker") // Nothing of it changes but what it remembers.
        private final SerializedString encoded = new SerializedString(name().toLowerCase(Locale.ROOT));
    }

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
        text(Field.TS, time(line.startMillis()));
        text(Field.ID, line.id());
        text(Field.CLIENT, line.client());
        text(Field.LISTENER, line.listener());
        given(Field.METHOD, line.method());
        given(Field.HOST, line.host());
        given(Field.PATH, line.path());
        given(Field.PROTO, line.protocol());
        if (line.status() == 0) {
            text(Field.STATUS, null);
        } else {
            number(Field.STATUS, line.status());
        }
        number(Field.BYTES_IN, line.bytesIn());
        number(Field.BYTES_OUT, line.bytesOut());
        text(Field.ROUTE, line.route());
        text(Field.POOL, line.pool());
        text(Field.BACKEND, line.backend());
        number(Field.ATTEMPTS, line.attempts());
        text(Field.AFFINITY, line.affinity());
        text(Field.REASON, line.reason());
        text(Field.CLASS, line.requestClass());
        text(Field.CLASS_REASON, line.classReason());
        millis(Field.T_QUEUE_MS, line.queueNanos());
        millis(Field.T_CONNECT_MS, line.connectNanos());
        millis(Field.T_FIRST_BYTE_MS, line.firstByteNanos());
        millis(Field.T_TOTAL_MS, line.totalNanos());
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
    private void given(Field field, String value) throws IOException {
        text(field, value.isEmpty() ? null : value);
    }

    private void text(Field field, @Nullable String value) throws IOException {
        json.writeFieldName(field.encoded);
        if (value == null) {
            json.writeNull();
        } else {
            json.writeString(value);
        }
    }

    private void number(Field field, long value) throws IOException {
        json.writeFieldName(field.encoded);
        json.writeNumber(value);
    }

    private void millis(Field field, long nanos) throws IOException {
        json.writeFieldName(field.encoded);
        if (nanos < 0) {
            json.writeNull();
        } else {
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
