package io.tollgate.testing;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.SplittableRandom;

/**
 * Bytes that both ends can make from a length alone: pseudo-random blocks, each stamped with its number, so that a
 * block that is lost, doubled or moved changes the hash.
 */
public final class Payload {
    private static final int BLOCK = 65_536;
    private static final byte[] NOISE = noise();

    private Payload() {}

    /** The payload of that many bytes. */
    public static InputStream stream(long length) {
        return new InputStream() {
            private final byte[] block = NOISE.clone();
            private long position;

            @Override
            public int read() {
                byte[] one = new byte[1];
                return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
            }

            @Override
            public int read(byte[] target, int offset, int wanted) {
                if (position >= length) {
                    return -1;
                }
                int within = (int) (position % BLOCK);
                if (within == 0) {
                    ByteBuffer.wrap(block).putLong(position / BLOCK);
                }
                int count = (int) Math.min(Math.min(wanted, BLOCK - within), length - position);
                System.arraycopy(block, within, target, offset, count);
                position += count;
                return count;
            }
        };
    }

    /** The payload of that many bytes, at once. */
    public static byte[] bytes(int length) {
        try (InputStream in = stream(length)) {
            return in.readNBytes(length);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    /** The hash of the payload of that many bytes. */
    public static String sha256(long length) {
        try (InputStream in = stream(length)) {
            return drain(in, OutputStream.nullOutputStream()).sha256();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    /** The hash of these bytes. */
    public static String sha256(byte[] bytes) {
        return HexFormat.of().formatHex(digest().digest(bytes));
    }

    /**
     * What went through.
     *
     * @param length in bytes
     * @param sha256 in hexadecimal
     */
    public record Seen(long length, String sha256) {}

    /** Copies all of a stream and tells what it was. */
    public static Seen drain(InputStream in, OutputStream out) throws IOException {
        MessageDigest digest = digest();
        byte[] buffer = new byte[BLOCK];
        long length = 0;
        for (int got = in.read(buffer); got >= 0; got = in.read(buffer)) {
            digest.update(buffer, 0, got);
            out.write(buffer, 0, got);
            length += got;
        }
        return new Seen(length, HexFormat.of().formatHex(digest.digest()));
    }

    private static MessageDigest digest() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
    }

    private static byte[] noise() {
        byte[] noise = new byte[BLOCK];
        SplittableRandom random = new SplittableRandom(20_260_101);
        random.nextBytes(noise);
        return noise;
    }
}
