package io.tollgate.policy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** A backend whose load a test sets by hand, and which counts its picks. For one thread. */
final class FakeTarget implements Target {
    private final String id;
    private final int weight;
    private final AnswerTime answerTime = new AnswerTime();
    private double effectiveWeight;
    private int inFlight;
    private boolean room = true;
    private int picks;

    FakeTarget(String id, int weight) {
        this.id = id;
        this.weight = weight;
        this.effectiveWeight = weight;
    }

    /** One for each weight, named b0, b1 and so on. */
    static List<FakeTarget> ofWeights(int... weights) {
        List<FakeTarget> targets = new ArrayList<>();
        for (int weight : weights) {
            targets.add(new FakeTarget("b" + targets.size(), weight));
        }
        return List.copyOf(targets);
    }

    static List<FakeTarget> equal(int count) {
        int[] weights = new int[count];
        Arrays.fill(weights, 100);
        return ofWeights(weights);
    }

    static int inFlight(List<FakeTarget> targets) {
        return targets.stream().mapToInt(FakeTarget::inFlight).sum();
    }

    static int[] picks(List<FakeTarget> targets) {
        return targets.stream().mapToInt(t -> t.picks).toArray();
    }

    @Override
    public String id() {
        return id;
    }

    @Override
    public int weight() {
        return weight;
    }

    @Override
    public double effectiveWeight() {
        return effectiveWeight;
    }

    @Override
    public AnswerTime answerTime() {
        return answerTime;
    }

    @Override
    public int inFlight() {
        return inFlight;
    }

    @Override
    public boolean hasRoom() {
        return room;
    }

    FakeTarget busy(int requests) {
        inFlight = requests;
        return this;
    }

    /** As in slow start. */
    FakeTarget rising(double effective) {
        effectiveWeight = effective;
        return this;
    }

    FakeTarget full() {
        room = false;
        return this;
    }

    void counted() {
        picks++;
    }

    int picks() {
        return picks;
    }

    @Override
    public String toString() {
        return id;
    }
}
