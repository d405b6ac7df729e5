package io.tollgate.policy;

import java.util.concurrent.atomic.AtomicLong;

/**
 * How long a backend takes until its answer begins: an average over the last seconds that follows a slower answer at
 * once and a faster one slowly, and that fades while there are none. What is older by one {@value #DECAY_SECONDS} s
 * weighs a third of what is new.
 *
 * <p>An answer that is a failure counts as at least {@code max(5 s, twice the average)}, however soon it came: a
 * backend that fails fast must not attract traffic. It is averaged in, not followed at once, so that one error in a
 * thousand makes nobody an outcast.
 *
 * <p>Thread-safe and lock-free; nothing here allocates. Average and age are in one word and change together.
 *
 * @see <a
 *     href="https://github.com/twitter/finagle/blob/develop/finagle-core/src/main/scala/com/twitter/finagle/loadbalancer/PeakEwma.scala">
 *     Finagle: PeakEwma</a>
 */
public final class AnswerTime {
    /** What a failure counts as at least. */
    static final long PENALTY_NANOS = 5_000_000_000L;

    private static final int DECAY_SECONDS = 10;
    private static final double DECAY_NANOS = DECAY_SECONDS * 1e9;
    /** A failure of one that is slow anyway counts as no more than this, so that it may come back. */
    private static final double MOST_NANOS = 600e9;
    /** Age is kept in ticks of about a millisecond, which go round in 52 days; what is older than half of that seems new. */
    private static final int TICK_BITS = 20;

    private static final long NOTHING = 0;

    /** The average as a float in the upper half, the tick of the last answer in the lower. */
    private final AtomicLong state = new AtomicLong(NOTHING);

    /** Notes an answer that was none of the backend's failures. */
    public void answered(long nanos, long nowNanos) {
        note((double) Math.max(1, nanos), false, nowNanos);
    }

    /** Notes that it failed, after so long. */
    public void failed(long nanos, long nowNanos) {
        note((double) Math.max(1, nanos), true, nowNanos);
    }

    /** The average as it has faded until now; 0 when nothing is known. */
    public double nanos(long nowNanos) {
        long now = state.get();
        return now == NOTHING ? 0 : average(now) * kept(now, nowNanos);
    }

    /** Another server answers from now on. */
    public void forget() {
        state.set(NOTHING);
    }

    private void note(double nanos, boolean failure, long nowNanos) {
        while (true) {
            long old = state.get();
            double average = average(old);
            double kept = old == NOTHING ? 0 : kept(old, nowNanos);
            double peak = Math.max(nanos, average);
            double counts = failure ? Math.min(MOST_NANOS, Math.max(PENALTY_NANOS, 2 * peak)) : nanos;
            float next = (float) (peak * kept + counts * (1 - kept));
            long changed = (long) Float.floatToRawIntBits(next) << 32 | Integer.toUnsignedLong(tick(nowNanos));
            if (changed == old || state.compareAndSet(old, changed)) {
                return;
            }
        }
    }

    private static double average(long state) {
        return Float.intBitsToFloat((int) (state >>> 32));
    }

    /** How much of it is left, 0 to 1. */
    private static double kept(long state, long nowNanos) {
        int ticks = tick(nowNanos) - (int) state;
        // Another thread may have read the clock a moment later and noted its answer before.
        return ticks <= 0 ? 1 : Math.exp(-((long) ticks << TICK_BITS) / DECAY_NANOS);
    }

    private static int tick(long nanos) {
        return (int) (nanos >> TICK_BITS);
    }
}
