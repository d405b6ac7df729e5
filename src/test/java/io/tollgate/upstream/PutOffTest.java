package io.tollgate.upstream;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class PutOffTest {
    private static final int MOST = 64;

    private final AtomicInteger expected = new AtomicInteger();
    private final PutOff putOff = new PutOff(expected::incrementAndGet);
    private final List<Integer> ran = new ArrayList<>();

    @Test
    void runsAllInTurnWhenTheEventsAreOver() {
        add(3);
        assertEquals(List.of(), ran);
        assertEquals(1, expected.get());
        putOff.run();
        assertEquals(List.of(0, 1, 2), ran);
        putOff.run();
        assertEquals(List.of(0, 1, 2), ran);
    }

    @Test
    void isToldOfTheEndOfEachLookAnew() {
        add(1);
        putOff.run();
        add(1);
        assertEquals(2, expected.get());
        putOff.run();
        assertEquals(List.of(0, 0), ran);
    }

    @Test
    void manyDoNotWaitForTheEnd() {
        add(MOST - 1);
        assertEquals(List.of(), ran);
        putOff.add(() -> ran.add(MOST - 1));
        assertEquals(IntStream.range(0, MOST).boxed().toList(), ran);
    }

    @Test
    void whatIsPutOffMeanwhileComesInTheSameGo() {
        putOff.add(() -> {
            ran.add(1);
            for (int i = 0; i < 2 * MOST; i++) {
                putOff.add(() -> ran.add(3));
            }
            ran.add(2);
        });
        putOff.run();
        assertEquals(List.of(1, 2, 3), ran.subList(0, 3));
        assertEquals(2 + 2 * MOST, ran.size());
    }

    @Test
    void oneThatFailsKeepsNoOtherFromRunning() {
        putOff.add(() -> {
            throw new IllegalStateException("as wanted");
        });
        putOff.add(() -> ran.add(2));
        putOff.run();
        assertEquals(List.of(2), ran);
        add(1);
        putOff.run();
        assertEquals(List.of(2, 0), ran);
    }

    private void add(int count) {
        for (int i = 0; i < count; i++) {
            int number = i;
            putOff.add(() -> ran.add(number));
        }
    }
}
