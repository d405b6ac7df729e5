package io.tollgate.config;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.reader.StreamReader;

/** From a file's bytes to text that a parser may see: not too large, valid UTF-8, nothing unprintable. */
final class SourceText {
    /** Bytes that a file may have. */
    static final int MAX_BYTES = 4 << 20;

    private static final int BYTE_ORDER_MARK = 0xFEFF;

    private SourceText() {}

    /** The text, or null after a finding. */
    static @Nullable String decode(byte[] content, Findings findings) {
        if (content.length > MAX_BYTES) {
            findings.add(
                    Place.START,
                    "",
                    "larger than " + (MAX_BYTES >> 20) + " MiB",
                    "split it or leave out what it repeats");
            return null;
        }
        CharBuffer chars = CharBuffer.allocate(content.length);
        ByteBuffer bytes = ByteBuffer.wrap(content);
        CoderResult result = StandardCharsets.UTF_8.newDecoder().decode(bytes, chars, true);
        String text = chars.flip().toString();
        if (result.isError()) {
            findings.add(
                    end(text),
                    "",
                    String.format(Locale.ROOT, "the byte 0x%02X here is not UTF-8", content[bytes.position()]),
                    "save the file as UTF-8");
            return null;
        }
        if (!text.isEmpty() && text.charAt(0) == BYTE_ORDER_MARK) {
            text = text.substring(1);
        }
        return printable(text, findings) ? text : null;
    }

    private static boolean printable(String text, Findings findings) {
        for (int i = 0; i < text.length(); i += Character.charCount(text.codePointAt(i))) {
            int c = text.codePointAt(i);
            if (!StreamReader.isPrintable(c) || c == BYTE_ORDER_MARK) {
                findings.add(
                        end(text.substring(0, i)),
                        "",
                        String.format(Locale.ROOT, "the character U+%04X cannot stand in a file", c),
                        "remove it, or write it as an escape such as \\x00 in double quotes");
                return false;
            }
        }
        return true;
    }

    private static Place end(String before) {
        int line = 1;
        int lineStart = 0;
        for (int i = 0; i < before.length(); i++) {
            if (before.charAt(i) == '\n') {
                line++;
                lineStart = i + 1;
            }
        }
        return new Place(line, before.codePointCount(lineStart, before.length()) + 1);
    }
}
