package io.tollgate.http1;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class LineBytesTest {
    private final Random random = new Random(1);

    /** With the bytes that differ from a line feed in one bit, or come before or behind it. */
    @Test
    void aLineEndsBehindItsFirstLineFeed() {
        byte[] near = {'\n', '\n' - 1, '\n' + 1, (byte) ('\n' ^ 0x80), 0, -1, 0x7f, 'a'};
        for (int i = 0; i < 20_000; i++) {
            byte[] bytes = new byte[random.nextInt(40)];
            for (int k = 0; k < bytes.length; k++) {
                bytes[k] = near[random.nextInt(4) == 0 ? 0 : random.nextInt(near.length)];
            }
            int from = random.nextInt(bytes.length + 1);
            int limit = from + random.nextInt(bytes.length - from + 1);
            for (ByteBuffer buffer : forms(bytes)) {
                assertEquals(slowEnd(bytes, from, limit), LineBytes.end(buffer, from, limit), Arrays.toString(bytes));
            }
        }
    }

    private static int slowEnd(byte[] bytes, int from, int limit) {
        for (int i = from; i < limit; i++) {
            if (bytes[i] == '\n') {
                return i + 1;
            }
        }
        return -1;
    }

    @Test
    void theSameBytesAreTheSameWhereverTheyLie() {
        for (int length = 0; length < 70; length++) {
            byte[] line = bytes(length);
            int hash = LineBytes.hash(ByteBuffer.wrap(line), 0, length);
            for (int from = 0; from < 17; from++) {
                byte[] around = bytes(from + length + 9);
                System.arraycopy(line, 0, around, from, length);
                for (ByteBuffer buffer : forms(around)) {
                    assertTrue(LineBytes.same(line, buffer, from));
                    assertEquals(hash, LineBytes.hash(buffer, from, from + length));
                }
            }
        }
    }

    @Test
    void eachByteCounts() {
        for (int length = 1; length < 40; length++) {
            byte[] line = bytes(length);
            int hash = LineBytes.hash(ByteBuffer.wrap(line), 0, length);
            for (int i = 0; i < length; i++) {
                byte[] other = line.clone();
                other[i] ^= (byte) (1 << random.nextInt(8));
                for (ByteBuffer buffer : forms(other)) {
                    assertFalse(LineBytes.same(line, buffer, 0));
                    assertNotEquals(hash, LineBytes.hash(buffer, 0, length));
                }
            }
        }
    }

    /** Lines that are alike but for a number spread as well as by chance: of 4,096 about 2,590 places are taken then. */
    @Test
    void linesThatAreAlikeSpread() {
        Set<Integer> places = new HashSet<>();
        for (int i = 0; i < 4_096; i++) {
            byte[] line = ("Cookie: session=" + i + "\r\n").getBytes(StandardCharsets.US_ASCII);
            int hash = LineBytes.hash(ByteBuffer.wrap(line), 0, line.length);
            places.add((hash ^ hash >>> 16) & 4_095);
        }
        assertTrue(places.size() > 2_400, () -> places.size() + " places");
    }

    private byte[] bytes(int length) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        return bytes;
    }

    /** On the heap, apart, and a part of something larger. */
    private static List<ByteBuffer> forms(byte[] bytes) {
        ByteBuffer apart = ByteBuffer.allocateDirect(bytes.length).put(bytes).clear();
        ByteBuffer part = ByteBuffer.allocateDirect(bytes.length + 5)
                .position(3)
                .limit(bytes.length + 3)
                .slice()
                .put(bytes)
                .clear();
        return List.of(ByteBuffer.wrap(bytes), apart, part, apart.asReadOnlyBuffer());
    }
}
