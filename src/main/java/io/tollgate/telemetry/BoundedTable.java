package io.tollgate.telemetry;

import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Makes what is missing until it is full, and from then on hands out one stand-in for all the rest. Thread-safe;
 * finding what is there takes no lock. Threads that add at the same moment may overshoot the limit by their number.
 */
final class BoundedTable<K, V> {
    private final ConcurrentHashMap<K, V> entries = new ConcurrentHashMap<>();
    private final int limit;
    private final Function<K, V> maker;
    private final K overflow;

    /** @param overflow the key of the stand-in, which is made when it is first needed */
    BoundedTable(int limit, Function<K, V> maker, K overflow) {
        this.limit = limit;
        this.maker = maker;
        this.overflow = overflow;
    }

    V get(K key) {
        V known = entries.get(key);
        if (known != null) {
            return known;
        }
        return entries.computeIfAbsent(entries.mappingCount() >= limit ? overflow : key, maker);
    }

    /** What is there for the key, or null; makes nothing. */
    @Nullable
    V peek(K key) {
        return entries.get(key);
    }

    void each(BiConsumer<K, V> visitor) {
        entries.forEach(visitor);
    }

    void retain(Predicate<K> wanted) {
        entries.keySet().removeIf(wanted.negate());
    }

    void clear() {
        entries.clear();
    }
}
