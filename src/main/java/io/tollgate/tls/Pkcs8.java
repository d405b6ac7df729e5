package io.tollgate.tls;

import java.io.ByteArrayOutputStream;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Puts private keys of older forms into PKCS#8 (RFC 5208), the one form that the Java runtime reads. Nothing of the key
 * itself is touched: it is wrapped together with the name of its algorithm.
 */
final class Pkcs8 {
    private static final int INTEGER = 0x02;
    private static final int OCTET_STRING = 0x04;
    private static final int OBJECT_IDENTIFIER = 0x06;
    private static final int SEQUENCE = 0x30;
    private static final int PARAMETERS = 0xa0;

    private static final byte[] VERSION = {INTEGER, 1, 0};

    /** rsaEncryption, 1.2.840.113549.1.1.1, and its parameters, which are nothing. */
    private static final byte[] RSA = {
        OBJECT_IDENTIFIER, 9, 0x2a, (byte) 0x86, 0x48, (byte) 0x86, (byte) 0xf7, 0x0d, 1, 1, 1, 5, 0
    };

    /** ecPublicKey, 1.2.840.10045.2.1. */
    private static final byte[] EC = {OBJECT_IDENTIFIER, 7, 0x2a, (byte) 0x86, 0x48, (byte) 0xce, 0x3d, 2, 1};

    private Pkcs8() {}

    /** Of an RSAPrivateKey (RFC 8017, A.1.2). */
    static byte[] ofPkcs1(byte[] der) {
        return tlv(SEQUENCE, VERSION, tlv(SEQUENCE, RSA), tlv(OCTET_STRING, der));
    }

    /** Of an ECPrivateKey (RFC 5915, section 3); null when it does not name its curve or is none. */
    static byte @Nullable [] ofSec1(byte[] der) {
        byte[] curve = curve(der);
        return curve == null ? null : tlv(SEQUENCE, VERSION, tlv(SEQUENCE, EC, curve), tlv(OCTET_STRING, der));
    }

    private static byte @Nullable [] curve(byte[] der) {
        try {
            ByteBuffer parts = value(ByteBuffer.wrap(der), SEQUENCE);
            while (parts != null && parts.hasRemaining()) {
                int tag = parts.get(parts.position()) & 0xff;
                ByteBuffer part = value(parts, tag);
                if (tag == PARAMETERS && part != null && (part.get(part.position()) & 0xff) == OBJECT_IDENTIFIER) {
                    byte[] named = new byte[part.remaining()];
                    part.get(named);
                    return named;
                }
            }
            return null;
        } catch (BufferUnderflowException | IndexOutOfBoundsException | IllegalArgumentException e) {
            return null;
        }
    }

    /** The content of the next element, and moves behind it; null when it has another tag. */
    private static @Nullable ByteBuffer value(ByteBuffer from, int tag) {
        if ((from.get() & 0xff) != tag) {
            return null;
        }
        int length = from.get() & 0xff;
        if (length > 0x80) {
            int bytes = length - 0x80;
            length = 0;
            for (int i = 0; i < bytes; i++) {
                length = (length << 8) | (from.get() & 0xff);
            }
        }
        ByteBuffer value = from.slice(from.position(), length);
        from.position(from.position() + length);
        return value;
    }

    private static byte[] tlv(int tag, byte[]... parts) {
        ByteArrayOutputStream content = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            content.writeBytes(part);
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(tag);
        writeLength(content.size(), out);
        out.writeBytes(content.toByteArray());
        return out.toByteArray();
    }

    /** In as few bytes as it takes, which DER demands (X.690, section 10.1). */
    private static void writeLength(int length, ByteArrayOutputStream out) {
        if (length < 0x80) {
            out.write(length);
            return;
        }
        int bytes = (Integer.SIZE - Integer.numberOfLeadingZeros(length) + 7) / 8;
        out.write(0x80 | bytes);
        for (int i = bytes - 1; i >= 0; i--) {
            out.write(length >> (8 * i));
        }
    }
}
