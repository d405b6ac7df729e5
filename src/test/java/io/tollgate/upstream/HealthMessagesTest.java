package io.tollgate.upstream;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.UnknownFieldSet;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthCheckResponse;
import io.tollgate.testing.GrpcBackend;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.OptionalInt;
import java.util.Random;
import org.eclipse.jetty.util.BufferUtil;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Held against Google's own code, which is there in tests only. */
class HealthMessagesTest {
    private static final int ROUNDS = 20_000;

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 12, 126, 127, 128, 129, 256, 16_383, 16_384, 70_000})
    void asksAsGooglesCodeDoes(int length) {
        String service = "s".repeat(length);
        assertArrayEquals(
                GrpcBackend.message(HealthCheckRequest.newBuilder()
                        .setService(service)
                        .build()
                        .toByteArray()),
                BufferUtil.toArray(HealthMessages.request(service)));
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "UNRECOGNIZED")
    void knowsEveryStatus(HealthCheckResponse.ServingStatus status) {
        byte[] answer =
                HealthCheckResponse.newBuilder().setStatus(status).build().toByteArray();
        assertEquals(status.getNumber(), decoded(answer));
        assertEquals(status.name(), HealthMessages.name(status.getNumber()));
    }

    @Test
    void callsALaterStatusByItsNumber() {
        assertEquals("4", HealthMessages.name(4));
        assertEquals("-1", HealthMessages.name(-1));
        assertEquals(
                -1,
                decoded(HealthCheckResponse.newBuilder()
                        .setStatusValue(-1)
                        .build()
                        .toByteArray()));
    }

    /** Seed 6: fields of all kinds, groups in groups included, around and instead of the status. */
    @Test
    void skipsWhatItDoesNotKnow() {
        Random random = new Random(6);
        int withStatus = 0;
        for (int i = 0; i < ROUNDS; i++) {
            HealthCheckResponse.Builder builder =
                    HealthCheckResponse.newBuilder().setUnknownFields(fields(random, 3));
            if (random.nextBoolean()) {
                builder.setStatusValue(random.nextInt(5));
            }
            byte[] answer = builder.build().toByteArray();
            withStatus += builder.getStatusValue() == 0 ? 0 : 1;
            assertEquals(builder.getStatusValue(), decoded(answer), () -> Arrays.toString(answer));
        }
        assertTrue(withStatus > ROUNDS / 4, withStatus + " with a status");
    }

    /** Seed 7: messages with a few bytes changed, cut off or put in, most of which are none any more. */
    @Test
    void findsInAnyBytesWhatGooglesCodeFinds() {
        Random random = new Random(7);
        int good = 0;
        for (int i = 0; i < ROUNDS; i++) {
            byte[] bytes = damaged(random);
            OptionalInt expected = byGoogle(bytes);
            assertEquals(expected, byUs(bytes), () -> Arrays.toString(bytes));
            good += expected.isPresent() ? 1 : 0;
        }
        assertTrue(good > ROUNDS / 20 && good < ROUNDS - ROUNDS / 20, good + " are messages");
    }

    @Test
    void groupsHaveABound() {
        byte[] deep = new byte[1_000];
        Arrays.fill(deep, 0, 500, (byte) 0x13);
        Arrays.fill(deep, 500, 1_000, (byte) 0x14);
        assertThrows(IllegalArgumentException.class, () -> decoded(deep));
    }

    @Test
    void theFrameMustHoldJustOneMessageThatIsNotCompressed() {
        byte[] framed = GrpcBackend.message(new byte[] {8, 1});
        for (int length = 0; length < framed.length; length++) {
            byte[] part = Arrays.copyOf(framed, length);
            assertThrows(IllegalArgumentException.class, () -> HealthMessages.status(ByteBuffer.wrap(part)));
        }
        assertThrows(
                IllegalArgumentException.class,
                () -> HealthMessages.status(ByteBuffer.wrap(Arrays.copyOf(framed, framed.length + 1))));
        framed[0] = 1;
        assertThrows(IllegalArgumentException.class, () -> HealthMessages.status(ByteBuffer.wrap(framed)));
    }

    private static int decoded(byte[] message) {
        return HealthMessages.status(ByteBuffer.wrap(GrpcBackend.message(message)));
    }

    private static OptionalInt byUs(byte[] message) {
        try {
            return OptionalInt.of(decoded(message));
        } catch (IllegalArgumentException e) {
            return OptionalInt.empty();
        }
    }

    private static OptionalInt byGoogle(byte[] message) {
        try {
            return OptionalInt.of(HealthCheckResponse.parseFrom(message).getStatusValue());
        } catch (InvalidProtocolBufferException e) {
            return OptionalInt.empty();
        }
    }

    private static byte[] damaged(Random random) {
        byte[] bytes = HealthCheckResponse.newBuilder()
                .setStatusValue(random.nextInt(5))
                .setUnknownFields(fields(random, 2))
                .build()
                .toByteArray();
        int length = random.nextInt(8) == 0 ? random.nextInt(bytes.length + 12) : bytes.length;
        byte[] changed = Arrays.copyOf(bytes, length);
        for (int i = random.nextInt(3); i > 0 && length > 0; i--) {
            changed[random.nextInt(length)] = (byte) random.nextInt();
        }
        return changed;
    }

    private static UnknownFieldSet fields(Random random, int deep) {
        UnknownFieldSet.Builder fields = UnknownFieldSet.newBuilder();
        for (int i = random.nextInt(4); i > 0; i--) {
            fields.mergeField(2 + random.nextInt(40), field(random, deep));
        }
        return fields.build();
    }

    private static UnknownFieldSet.Field field(Random random, int deep) {
        UnknownFieldSet.Field.Builder field = UnknownFieldSet.Field.newBuilder();
        switch (random.nextInt(deep == 0 ? 4 : 5)) {
            case 0 -> field.addVarint(random.nextLong());
            case 1 -> field.addFixed32(random.nextInt());
            case 2 -> field.addFixed64(random.nextLong());
            case 3 -> field.addLengthDelimited(ByteString.copyFrom(new byte[random.nextInt(200)]));
            default ->
                field.addGroup(fields(random, deep - 1).toBuilder()
                        .mergeVarintField(1, 3)
                        .build());
        }
        return field.build();
    }
}
