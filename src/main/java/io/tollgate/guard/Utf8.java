package io.tollgate.guard;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/** What bytes are as UTF-8 (RFC 3629). */
final class Utf8 {
    private Utf8() {}

    static boolean valid(byte[] bytes) {
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)) != null;
        } catch (CharacterCodingException e) {
            return false;
        }
    }

    /**
     * Whether a character is written in more bytes than it needs, such as a slash in two: lenient readers decode it, and
     * who looked for the plain byte did not see it.
     */
    static boolean overlong(byte[] bytes) {
        for (int i = 0; i + 1 < bytes.length; i++) {
            int first = bytes[i] & 0xff;
            int second = bytes[i + 1] & 0xff;
            boolean needless = switch (first) {
                case 0xc0, 0xc1 -> second >= 0x80 && second < 0xc0;
                case 0xe0 -> second >= 0x80 && second < 0xa0 && continues(bytes, i + 2);
                case 0xf0 -> second >= 0x80 && second < 0x90 && continues(bytes, i + 2) && continues(bytes, i + 3);
                default -> false;
            };
            if (needless) {
                return true;
            }
        }
        return false;
    }

    private static boolean continues(byte[] bytes, int at) {
        return at < bytes.length && (bytes[at] & 0xc0) == 0x80;
    }
}
