package io.tollgate.balance;

import io.tollgate.exchange.ErrorReason;
import io.tollgate.policy.Mix;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A caller that remembers what it was told. */
final class TestCaller implements Caller {
    private final @Nullable String tied;
    private final Consumer<TestCaller> answered;
    private long keyHash;
    private final Set<String> tried = new HashSet<>();
    private final List<Lease> leases = new CopyOnWriteArrayList<>();
    private final List<ErrorReason> refusals = new CopyOnWriteArrayList<>();

    private TestCaller(@Nullable String tied, Consumer<TestCaller> answered) {
        this.tied = tied;
        this.answered = answered;
    }

    static TestCaller free() {
        return new TestCaller(null, caller -> {});
    }

    static TestCaller tiedTo(String backend) {
        return new TestCaller(backend, caller -> {});
    }

    /**
     * @param answered runs at each answer, on the thread that brings it
     */
    static TestCaller telling(@Nullable String tied, Consumer<TestCaller> answered) {
        return new TestCaller(tied, answered);
    }

    TestCaller withKey(String key) {
        keyHash = Mix.hash(key);
        return this;
    }

    TestCaller whoTried(String... backends) {
        tried.addAll(List.of(backends));
        return this;
    }

    @Override
    public int tries() {
        return tried.size();
    }

    @Override
    public boolean hasTried(Endpoint endpoint) {
        return tried.contains(endpoint.id());
    }

    @Override
    public long keyHash() {
        return keyHash;
    }

    @Override
    public @Nullable String tiedBackend() {
        return tied;
    }

    @Override
    public void leased(Lease lease) {
        leases.add(lease);
        answered.accept(this);
    }

    @Override
    public void refused(ErrorReason reason) {
        refusals.add(reason);
        answered.accept(this);
    }

    /** How often it had an answer. */
    int answers() {
        return leases.size() + refusals.size();
    }

    List<Lease> leases() {
        return leases;
    }

    List<ErrorReason> refusals() {
        return refusals;
    }

    /** The lease it has; fails when it has none. */
    Lease lease() {
        if (leases.isEmpty()) {
            throw new AssertionError("no lease but " + (refusals.isEmpty() ? "no answer" : refusals.toString()));
        }
        return leases.get(leases.size() - 1);
    }

    /** What became of it in a word: the backend's id, the reason of the refusal, or {@code waits}. */
    String outcome() {
        if (!refusals.isEmpty()) {
            return refusals.get(refusals.size() - 1).code();
        }
        return leases.isEmpty() ? "waits" : lease().endpoint().id();
    }
}
