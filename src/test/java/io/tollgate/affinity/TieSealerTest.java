package io.tollgate.affinity;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tollgate.affinity.Ties.Tie;
import io.tollgate.testing.FakeTime;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TieSealerTest {
    private static final Tie TIE = new Tie("b-1", 0x0123_4567_89ab_cdefL, 1_700_000_000_123L, 1_700_000_999_456L);
    private static final String URL_SAFE = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

    private final FakeTime time = new FakeTime();
    private final KeyRing ring;
    private final TieSealer sealer;

    TieSealerTest(@TempDir Path folder) throws KeyRingException {
        ring = Fixture.ring(folder, time);
        sealer = new TieSealer("shop", "TOLLGATE", ring, Fixture.RANDOM);
    }

    @Test
    void opensWhatItSealed() {
        for (String backend : List.of("b", "b-1", "10.0.0.5-9001", "x".repeat(64))) {
            Tie tie = new Tie(backend, TIE.session(), TIE.issuedMillis(), TIE.sealedMillis());
            String value = sealer.seal(tie);
            assertTrue(value.length() <= TieSealer.MAX_CHARS, value);
            assertTrue(value.chars().allMatch(c -> URL_SAFE.indexOf(c) >= 0), value);
            assertEquals(tie, sealer.open(value));
        }
    }

    @Test
    void sealsNeverTwiceAlikeAndTellsNothing() {
        // A short name turns up in random bytes by chance: three letters once in 240 runs of this test.
        Tie tie = new Tie("a-name-too-long-for-chance", TIE.session(), TIE.issuedMillis(), TIE.sealedMillis());
        Set<String> seen = new HashSet<>();
        for (int i = 0; i < 1000; i++) {
            String value = sealer.seal(tie);
            assertTrue(seen.add(value));
            String raw = new String(Base64.getUrlDecoder().decode(value), US_ASCII);
            assertFalse(raw.contains(tie.backend()), "the backend's name can be read");
        }
    }

    @Test
    void refusesEveryBitFlip() {
        byte[] raw = Base64.getUrlDecoder().decode(sealer.seal(TIE));
        Base64.Encoder encoder = Base64.getUrlEncoder().withoutPadding();
        for (int bit = 0; bit < raw.length * 8; bit++) {
            byte[] flipped = raw.clone();
            flipped[bit / 8] ^= (byte) (1 << bit % 8);
            assertNull(sealer.open(encoder.encodeToString(flipped)), "bit " + bit);
        }
    }

    @Test
    void refusesEveryOtherLetterEvenWhereTheDecoderWouldNotCare() {
        // Backends of three lengths, for the last letter of a text carries 2, 4 or 6 bits.
        for (String backend : List.of("b", "bb", "bbb")) {
            String value = sealer.seal(new Tie(backend, 1, 1, 1));
            for (int i = 0; i < value.length(); i++) {
                for (int c = 0; c < URL_SAFE.length(); c++) {
                    String other = value.substring(0, i) + URL_SAFE.charAt(c) + value.substring(i + 1);
                    assertEquals(other.equals(value), sealer.open(other) != null, other);
                }
            }
            assertNull(sealer.open(value + "="));
            assertNull(sealer.open(value + "=="));
        }
    }

    @Test
    void refusesEveryTruncationAndExtension() {
        String value = sealer.seal(TIE);
        for (int length = 0; length < value.length(); length++) {
            assertNull(sealer.open(value.substring(0, length)));
            assertNull(sealer.open(value.substring(value.length() - length)));
        }
        assertNull(sealer.open(value + "A"));
        assertNull(sealer.open(value + value));
        assertNull(sealer.open("A".repeat(1 << 20)));
    }

    @Test
    void refusesWhatWasSealedForAnotherPoolOrCookie() {
        assertNull(new TieSealer("other", "TOLLGATE", ring, Fixture.RANDOM).open(sealer.seal(TIE)));
        assertNull(new TieSealer("shop", "OTHER", ring, Fixture.RANDOM).open(sealer.seal(TIE)));
    }

    @Test
    void refusesWhatAnotherRingSealed(@TempDir Path elsewhere) throws Exception {
        TieSealer foreign = new TieSealer("shop", "TOLLGATE", Fixture.ring(elsewhere, time), Fixture.RANDOM);
        assertNull(sealer.open(foreign.seal(TIE)));
    }

    @Test
    void opensWithAnOldKeyWithinTheOverlapOnly() throws Exception {
        String value = sealer.seal(TIE);
        ring.rotate(Duration.ofHours(1));
        time.advance(Duration.ofMinutes(59));
        assertEquals(TIE, sealer.open(value));
        assertEquals(TIE, sealer.open(sealer.seal(TIE)));
        time.advance(Duration.ofMinutes(1));
        assertNull(sealer.open(value));
        assertEquals(TIE, sealer.open(sealer.seal(TIE)));
    }

    @Test
    void whatWasOpenedLatelyIsNotOpenedAgain() throws Exception {
        String value = sealer.seal(TIE);
        Tie first = sealer.open(value);
        assertSame(first, sealer.open(new String(value)));
        ring.rotate(Duration.ofHours(1));
        Tie anew = sealer.open(value);
        assertEquals(first, anew);
        assertNotSame(first, anew);
        assertSame(anew, sealer.open(value));
        assertNull(new TieSealer("other", "TOLLGATE", ring, Fixture.RANDOM).open(value));
        time.advance(Duration.ofHours(1));
        assertNull(sealer.open(value), "its key is over");
    }

    @Test
    void whatWasOpenedLatelyIsNotBelievedAfterAllTiesWereEnded() throws Exception {
        String value = sealer.seal(TIE);
        assertEquals(TIE, sealer.open(value));
        ring.rotate(Duration.ZERO);
        assertNull(sealer.open(value));
    }

    @Test
    void moreThanAreRememberedAreAllOpened() {
        List<Tie> ties = new ArrayList<>();
        List<String> values = new ArrayList<>();
        for (int i = 0; i < 2 * OpenedTies.PLACES; i++) {
            ties.add(new Tie("b-" + i, i + 1, 1, 1));
            values.add(sealer.seal(ties.get(i)));
        }
        for (int round = 0; round < 2; round++) {
            for (int i = 0; i < values.size(); i++) {
                assertEquals(ties.get(i), sealer.open(values.get(i)));
            }
        }
    }

    @Test
    void neverThrowsAndNeverBelievesNoise() {
        Random random = new Random(20_261_123);
        String good = sealer.seal(TIE);
        for (int i = 0; i < 20_000; i++) {
            String noise = noise(random, good);
            assertNull(sealer.open(noise), () -> "believed " + noise);
        }
    }

    /** Random bytes as base64, random characters of any kind, or a good value with some letters changed. */
    private static String noise(Random random, String good) {
        switch (random.nextInt(3)) {
            case 0 -> {
                byte[] bytes = new byte[random.nextInt(140)];
                random.nextBytes(bytes);
                return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
            }
            case 1 -> {
                StringBuilder text = new StringBuilder();
                for (int n = random.nextInt(200); n > 0; n--) {
                    text.append((char) random.nextInt(random.nextBoolean() ? 0x80 : 0x10000));
                }
                return text.toString();
            }
            default -> {
                StringBuilder text = new StringBuilder(good);
                do {
                    for (int n = 1 + random.nextInt(5); n > 0; n--) {
                        text.setCharAt(
                                random.nextInt(text.length()), URL_SAFE.charAt(random.nextInt(URL_SAFE.length())));
                    }
                } while (text.toString().equals(good));
                return text.toString();
            }
        }
    }
}
