package io.tollgate.http1;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.nio.ByteBuffer;
import java.util.EnumSet;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpHeader;
import org.jspecify.annotations.Nullable;

/**
 * Field lines that came lately, byte for byte, and what they were parsed to: callers and backends say the same things
 * over and over. A line comes in when it is seen for the second time in a row at its place, so that those that come but
 * once, whoever makes them up, neither cost anything nor drive out others. One place for a line, whatever was there
 * before goes: the table is as large as it ever gets. Thread-safe without locks.
 */
public final class KnownLines {
    /** A power of two. With all of them taken by the longest lines it is five megabytes. */
    static final int PLACES = 4096;

    /** In bytes, with the end of the line. */
    static final int LONGEST = 512;

    private static final int END = 2;

    /** What frames a message, says whom it is for, or is about its connection, a parser must see; and secrets stay out. */
    private static final Set<HttpHeader> UNREMEMBERED = EnumSet.of(
            HttpHeader.AUTHORIZATION,
            HttpHeader.CONNECTION,
            HttpHeader.CONTENT_LENGTH,
            HttpHeader.EXPECT,
            HttpHeader.HOST,
            HttpHeader.PROXY_AUTHORIZATION,
            HttpHeader.TE,
            HttpHeader.TRAILER,
            HttpHeader.TRANSFER_ENCODING,
            HttpHeader.UPGRADE);

    private final AtomicReferenceArray<@Nullable Line> places = new AtomicReferenceArray<>(PLACES);

    /** The hash of what was missed at each place last. Threads may miss what others write: it is but a hint. */
    private final int[] missed = new int[PLACES];

    /** The hash of what was refused at each place last, likewise. */
    private final int[] refused = new int[PLACES];

    private static final class Line {
        private final byte[] bytes;
        private final HttpField field;

        private Line(byte[] bytes, HttpField field) {
            this.bytes = bytes;
            this.field = field;
        }

        private boolean isIn(ByteBuffer buffer, int from, int to) {
            return bytes.length == to - from && LineBytes.same(bytes, buffer, from);
        }
    }

    /**
     * What a line says; null when it is not known.
     *
     * @param from of its first byte in the buffer
     * @param to behind its last
     */
    @Nullable
    HttpField find(ByteBuffer buffer, int from, int to, int hash) {
        Line line = places.getPlain(place(hash));
        return line != null && line.isIn(buffer, from, to) ? line.field : null;
    }

    /** Whether a line that is not known had better be. */
    boolean wants(int hash, int length) {
        int place = place(hash);
        boolean again = missed[place] == hash;
        missed[place] = hash;
        return again && length <= LONGEST && refused[place] != hash;
    }

    /**
     * Remembers it, if it says that field and nothing else: a name, a colon, perhaps a blank, the value, and the end of
     * the line.
     */
    void add(byte[] bytes, int hash, HttpField field) {
        String value = field.getValue();
        if (value == null || UNREMEMBERED.contains(field.getHeader()) || !says(bytes, field.getName(), value)) {
            refused[place(hash)] = hash;
            return;
        }
        // The parser's own field may hold on to the parser.
        HttpField plain = new HttpField(field.getHeader(), field.getName(), value);
        places.setRelease(place(hash), new Line(bytes, plain));
    }

    private static boolean says(byte[] bytes, String name, String value) {
        int behindName = name.length() + 1;
        int behindValue = bytes.length - END;
        int valueFrom = behindValue - value.length();
        boolean blank = valueFrom == behindName + 1 && bytes[behindName] == ' ';
        return (valueFrom == behindName || blank)
                && bytes[name.length()] == ':'
                && bytes[behindValue] == '\r'
                && bytes[behindValue + 1] == '\n'
                && name.equalsIgnoreCase(latin1(bytes, 0, name.length()))
                && value.equals(latin1(bytes, valueFrom, behindValue));
    }

    private static String latin1(byte[] bytes, int from, int to) {
        return new String(bytes, from, to - from, ISO_8859_1);
    }

    private static int place(int hash) {
        return (hash ^ hash >>> 16) & PLACES - 1;
    }
}
