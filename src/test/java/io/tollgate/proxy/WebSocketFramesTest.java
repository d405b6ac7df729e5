package io.tollgate.proxy;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tollgate.testing.FakeSink;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.eclipse.jetty.util.Callback;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Where frames end, and what is said there. */
class WebSocketFramesTest {
    private static final byte[] GOING_AWAY = {(byte) 0x88, 2, 3, (byte) 0xe9};
    private static final int ROUNDS = 300;

    @Test
    void betweenFramesAtTheBeginning() {
        assertTrue(new WebSocketFrames().between());
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 125, 126, 127, 255, 256, 65_535, 65_536, 100_000})
    void everyLengthIsReadInAllItsForms(int length) {
        for (boolean masked : List.of(false, true)) {
            byte[] frame = frame(length, masked);
            for (int cut : new int[] {1, 2, 3, 5, 9, frame.length - 1}) {
                WebSocketFrames frames = new WebSocketFrames();
                if (cut > 0 && cut < frame.length) {
                    frames.read(ByteBuffer.wrap(frame, 0, cut), false);
                    assertFalse(frames.between(), "cut at " + cut);
                    frames.read(ByteBuffer.wrap(frame, cut, frame.length - cut), false);
                    assertTrue(frames.between(), "cut at " + cut);
                }
            }
        }
    }

    @Test
    void stopsAtTheFirstEndOnlyIfAsked() {
        byte[] frame = frame(10, false);
        ByteBuffer two =
                ByteBuffer.allocate(2 * frame.length).put(frame).put(frame).flip();
        WebSocketFrames frames = new WebSocketFrames();
        frames.read(two.limit(1), false);
        frames.read(two.limit(two.capacity()), true);
        assertEquals(frame.length, two.position());
        frames.read(two, false);
        assertFalse(two.hasRemaining());
    }

    /** What is no WebSocket may say anything; it is read on to its end all the same. */
    @Test
    void noBytesBreakIt() {
        Random random = new Random(11);
        for (int i = 0; i < ROUNDS; i++) {
            byte[] bytes = new byte[random.nextInt(5_000)];
            random.nextBytes(bytes);
            ByteBuffer buffer = ByteBuffer.wrap(bytes);
            new WebSocketFrames().read(buffer, false);
            assertFalse(buffer.hasRemaining());
        }
    }

    /** However frames are cut into writes, and whenever the word is asked for: whole frames, then the word, then nothing. */
    @Test
    void theWordIsSaidOnceAfterAWholeFrame() {
        Random random = new Random(12);
        for (int i = 0; i < ROUNDS; i++) {
            List<byte[]> sent = new ArrayList<>();
            ByteArrayOutputStream all = new ByteArrayOutputStream();
            for (int n = random.nextInt(6); n >= 0; n--) {
                byte[] frame = frame(random.nextInt(300), random.nextBoolean());
                sent.add(frame);
                all.writeBytes(frame);
            }
            FakeSink client = new FakeSink(random.nextBoolean());
            GoingAway going = new GoingAway(client);
            byte[] bytes = all.toByteArray();
            int sayAt = random.nextInt(bytes.length + 1);
            boolean said = false;
            for (int at = 0; at < bytes.length; ) {
                int n = Math.min(bytes.length - at, 1 + random.nextInt(100));
                if (!said && at + n > sayAt) {
                    going.say();
                    said = true;
                }
                going.write(false, ByteBuffer.wrap(bytes, at, n), Callback.NOOP);
                client.takeAll();
                at += n;
            }
            going.say();
            going.say();
            client.takeAll();
            going.write(true, null, Callback.NOOP);
            client.takeAll();

            assertTrue(client.ended());
            byte[] got = client.bytes();
            int whole = got.length - GOING_AWAY.length;
            assertArrayEquals(GOING_AWAY, Arrays.copyOfRange(got, whole, got.length));
            assertArrayEquals(Arrays.copyOf(bytes, whole), Arrays.copyOf(got, whole));
            assertTrue(endsAFrame(sent, whole), () -> whole + " of " + bytes.length);
            assertTrue(whole >= sayAt || endsAFrame(sent, whole));
        }
    }

    /** The word comes between two writes of the backend's, while neither is under way. */
    @Test
    void theWordNeedsNoWriteOfTheBackend() {
        FakeSink client = new FakeSink(false);
        GoingAway going = new GoingAway(client);
        going.say();
        byte[] late = frame(3, false);
        going.write(false, ByteBuffer.wrap(late), Callback.NOOP);
        assertEquals(1, client.pending());
        client.takeAll();
        assertArrayEquals(GOING_AWAY, client.bytes());
    }

    /** Nothing may follow it (RFC 6455, section 5.5.1). */
    @Test
    void whoHasSaidThatItClosesIsNotSpokenFor() {
        FakeSink client = new FakeSink(true);
        GoingAway going = new GoingAway(client);
        byte[] close = {(byte) 0x88, 2, 3, (byte) 0xe8};
        going.write(false, ByteBuffer.wrap(close), Callback.NOOP);
        going.say();
        assertArrayEquals(close, client.bytes());
    }

    @Test
    void nothingIsSaidAfterTheLast() {
        FakeSink client = new FakeSink(true);
        GoingAway going = new GoingAway(client);
        going.write(true, null, Callback.NOOP);
        going.say();
        assertEquals(0, client.bytes().length);
    }

    @Test
    void aWriteThatFailsFailsForWhoeverMadeIt() {
        FakeSink client = new FakeSink(false);
        GoingAway going = new GoingAway(client);
        List<Throwable> failures = new ArrayList<>();
        going.write(false, ByteBuffer.wrap(frame(3, false)), Callback.from(() -> {}, failures::add));
        going.say();
        client.fail(new IllegalStateException("gone"));
        assertEquals(1, failures.size());
    }

    private static boolean endsAFrame(List<byte[]> frames, int at) {
        int end = 0;
        for (byte[] frame : frames) {
            if (end == at) {
                return true;
            }
            end += frame.length;
        }
        return end == at;
    }

    private static byte[] frame(int length, boolean masked) {
        ByteBuffer frame = ByteBuffer.allocate(14 + length).put((byte) 0x82);
        int mask = masked ? 0x80 : 0;
        if (length < 126) {
            frame.put((byte) (mask | length));
        } else if (length < 65_536) {
            frame.put((byte) (mask | 126)).putShort((short) length);
        } else {
            frame.put((byte) (mask | 127)).putLong(length);
        }
        if (masked) {
            frame.putInt(0x01020304);
        }
        byte[] payload = new byte[length];
        new Random(length).nextBytes(payload);
        frame.put(payload).flip();
        byte[] bytes = new byte[frame.remaining()];
        frame.get(bytes);
        return bytes;
    }
}
