package io.tollgate.config;

import io.tollgate.model.Configuration;
import java.util.HashSet;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Which "there is no such pool" only follows from a pool that could not be read: the written tree is asked for the ids,
 * not the records made of it.
 */
final class UnreadPools implements Predicate<String> {
    private final Node root;
    private final Set<String> ids = new HashSet<>();
    private boolean allNamed = true;

    UnreadPools(Node root) {
        this.root = root;
        Node.Entry pools = root.entry("pools");
        if (pools != null && pools.value() instanceof Node.Sequence sequence) {
            sequence.items().forEach(this::take);
        } else if (pools != null) {
            allNamed = false;
        }
        if (root instanceof Node.Mapping all) {
            RecordShape shape = RecordShape.of(Configuration.class);
            allNamed &= all.entries().stream().allMatch(entry -> shape.part(entry.key()) != null);
        }
        Node.Entry backends = root.entry("backends");
        boolean none = backends != null
                && backends.value() instanceof Node.Sequence list
                && list.items().isEmpty();
        if (backends != null && !none) {
            ids.add(Configuration.DEFAULT_ID);
        }
    }

    @Override
    public boolean test(String path) {
        if (!path.startsWith("routes[") || !path.endsWith(".pool")) {
            return false;
        }
        Node reference = Locator.find(root, path).node();
        return !allNamed || (reference instanceof Node.Scalar scalar && ids.contains(scalar.text()));
    }

    private void take(Node pool) {
        Node.Entry entry = pool.entry("id");
        if (entry != null && entry.value() instanceof Node.Scalar id && id.kind() != Node.Kind.NOTHING) {
            ids.add(id.text());
        } else {
            allNamed = false;
        }
    }
}
