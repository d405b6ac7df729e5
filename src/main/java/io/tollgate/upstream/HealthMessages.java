package io.tollgate.upstream;

import java.io.ByteArrayOutputStream;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/**
 * The two messages of <a href="https://github.com/grpc/grpc/blob/master/doc/health-checking.md">grpc.health.v1</a>, each in
 * the frame that <a href="https://github.com/grpc/grpc/blob/master/doc/PROTOCOL-HTTP2.md">gRPC</a> puts around a message.
 * Two fields of <a href="https://protobuf.dev/programming-guides/encoding/">protobuf</a> are all that there is in them.
 */
final class HealthMessages {
    /** The status of those that are well. */
    static final int SERVING = 1;

    private static final List<String> STATUSES = List.of("UNKNOWN", "SERVING", "NOT_SERVING", "SERVICE_UNKNOWN");

    /** Of both messages, the service here and the status there. */
    private static final int ONLY_FIELD = 1;

    private static final int VARINT = 0;
    private static final int FIXED_64 = 1;
    private static final int LENGTH_DELIMITED = 2;
    private static final int GROUP = 3;
    private static final int GROUP_END = 4;
    private static final int FIXED_32 = 5;

    private static final int FRAME_HEAD = 5;
    private static final int LONGEST_VARINT = 10;

    /** As in Google's own decoders. */
    private static final int DEEPEST = 100;

    private HealthMessages() {}

    /** A HealthCheckRequest. */
    static ByteBuffer request(String service) {
        ByteArrayOutputStream message = new ByteArrayOutputStream();
        if (!service.isEmpty()) {
            byte[] name = service.getBytes(StandardCharsets.UTF_8);
            message.write((ONLY_FIELD << 3) | LENGTH_DELIMITED);
            for (int rest = name.length; ; rest >>>= 7) {
                message.write(rest < 0x80 ? rest : rest | 0x80);
                if (rest < 0x80) {
                    break;
                }
            }
            message.writeBytes(name);
        }
        return ByteBuffer.allocate(FRAME_HEAD + message.size())
                .put((byte) 0)
                .putInt(message.size())
                .put(message.toByteArray())
                .flip();
    }

    /**
     * The status in a HealthCheckResponse; what else there may be in it is skipped.
     *
     * @param answer all of it; is read to its end
     * @throws IllegalArgumentException when it is none
     */
    static int status(ByteBuffer answer) {
        try {
            if (answer.get() != 0 || answer.getInt() != answer.remaining()) {
                throw new IllegalArgumentException("compressed, or not just one message");
            }
            return onlyField(answer);
        } catch (BufferUnderflowException e) {
            throw new IllegalArgumentException("breaks off", e);
        }
    }

    /** A status by its name; one that is not known here by its number. */
    static String name(int status) {
        return status >= 0 && status < STATUSES.size() ? STATUSES.get(status) : String.valueOf(status);
    }

    private static int onlyField(ByteBuffer message) {
        int value = 0;
        Deque<Integer> groups = new ArrayDeque<>();
        while (message.hasRemaining()) {
            int tag = (int) varint(message);
            int field = tag >>> 3;
            require(field != 0);
            switch (tag & 7) {
                case VARINT -> {
                    int found = (int) varint(message);
                    if (field == ONLY_FIELD && groups.isEmpty()) {
                        value = found;
                    }
                }
                case FIXED_64 -> skip(message, Long.BYTES);
                case LENGTH_DELIMITED -> skip(message, (int) varint(message));
                case GROUP -> {
                    groups.push(field);
                    require(groups.size() <= DEEPEST);
                }
                case GROUP_END -> require(!groups.isEmpty() && groups.pop() == field);
                case FIXED_32 -> skip(message, Integer.BYTES);
                default -> require(false);
            }
        }
        require(groups.isEmpty());
        return value;
    }

    private static long varint(ByteBuffer from) {
        long value = 0;
        for (int i = 0; i < LONGEST_VARINT; i++) {
            byte next = from.get();
            value |= (next & 0x7FL) << (7 * i);
            if (next >= 0) {
                return value;
            }
        }
        throw new IllegalArgumentException("no number");
    }

    private static void skip(ByteBuffer from, int bytes) {
        require(bytes >= 0 && bytes <= from.remaining());
        from.position(from.position() + bytes);
    }

    private static void require(boolean holds) {
        if (!holds) {
            throw new IllegalArgumentException("no protobuf");
        }
    }
}
