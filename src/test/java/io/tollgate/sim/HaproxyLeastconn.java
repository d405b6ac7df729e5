package io.tollgate.sim;

import io.tollgate.balance.Outcome;
import io.tollgate.time.Clock;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.IntUnaryOperator;

/**
 * A model of HAProxy's {@code balance leastconn} with {@code slowstart}: servers stand in a tree by
 * {@code (inflight + 1) / weight}, idle ones before all and whatever their weight; of equals that comes first which took
 * its place first. No checks.
 *
 * @see <a href="https://github.com/haproxy/haproxy/blob/master/src/lb_fwlc.c">HAProxy: lb_fwlc.c</a>
 */
final class HaproxyLeastconn implements Balancer {
    /** HAProxy counts a weight in sixteenths, and 256 is the greatest. */
    private static final int SCALE = 16;

    private static final int GREATEST = 256 * SCALE;
    private static final long STEP_NANOS = 1_000_000_000;

    private final IntUnaryOperator weights;
    private final long slowStartNanos;
    private final Clock clock;
    private final TreeSet<Node> tree =
            new TreeSet<>(Comparator.<Node>comparingInt(node -> node.place).thenComparingLong(node -> node.order));
    private final List<Node> nodes = new ArrayList<>();
    private long orders;

    private final class Node implements Use {
        final int index;
        final long sinceNanos;
        int inFlight;
        int place;
        long order;

        Node(int index, long sinceNanos) {
            this.index = index;
            this.sinceNanos = sinceNanos;
        }

        @Override
        public int backend() {
            return index;
        }

        @Override
        public void end(Outcome outcome) {
            inFlight--;
            if (tree.remove(this)) {
                settle();
            }
        }

        void settle() {
            place = inFlight == 0 ? 0 : (inFlight + 1) * GREATEST / weight();
            order = orders++;
            tree.add(this);
        }

        private int weight() {
            long risen = (clock.nanos() - sinceNanos) / STEP_NANOS * STEP_NANOS;
            int sixteenths = risen >= slowStartNanos ? SCALE : (int) (1 + SCALE * risen / slowStartNanos);
            return weights.applyAsInt(index) * Math.min(SCALE, sixteenths);
        }
    }

    HaproxyLeastconn(IntUnaryOperator weights, int present, long slowStartNanos, Clock clock) {
        this.weights = weights;
        this.slowStartNanos = slowStartNanos;
        this.clock = clock;
        for (int i = 0; i < present; i++) {
            add(clock.nanos() - slowStartNanos);
        }
    }

    @Override
    public void backends(int present) {
        while (nodes.size() > present) {
            tree.remove(nodes.remove(nodes.size() - 1));
        }
        while (nodes.size() < present) {
            add(clock.nanos());
        }
    }

    @Override
    public void ask(long key, Consumer<Use> served) {
        Node first = tree.pollFirst();
        if (first == null) {
            throw new IllegalStateException("no servers");
        }
        first.inFlight++;
        first.settle();
        served.accept(first);
    }

    private void add(long sinceNanos) {
        Node node = new Node(nodes.size(), sinceNanos);
        nodes.add(node);
        node.settle();
    }
}
