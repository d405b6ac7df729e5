package io.tollgate.admin;

import io.tollgate.balance.Endpoint;
import io.tollgate.balance.ServingGroup;
import io.tollgate.control.Discovered;
import io.tollgate.control.Edit;
import io.tollgate.control.PoolRuntime;
import io.tollgate.control.Snapshot;
import io.tollgate.model.BackendSpec;
import io.tollgate.model.Mode;
import io.tollgate.model.PoolSpec;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** A pool as edits would have it. Not thread-safe. */
final class Outlook {
    private final Snapshot snapshot;
    private final PoolRuntime runtime;
    private final Map<String, BackendSpec> backends = new LinkedHashMap<>();
    private final Map<String, Mode> modes = new HashMap<>();
    private final Set<String> meant = new HashSet<>();
    private boolean takesAway;

    Outlook(Snapshot snapshot, PoolRuntime runtime) {
        this.snapshot = snapshot;
        this.runtime = runtime;
        for (Endpoint endpoint : runtime.pool().endpoints()) {
            BackendSpec spec = endpoint.spec();
            backends.put(spec.id(), spec);
            modes.put(spec.id(), endpoint.mode());
        }
    }

    /** Makes one more edit; one that will be refused, such as that of a backend which is not there, changes nothing. */
    void make(Edit.OfBackend edit) {
        String id = edit.backend();
        meant.add(id);
        BackendSpec present = backends.get(id);
        if (edit instanceof Edit.AddBackend add) {
            backends.put(id, add.spec());
            modes.putIfAbsent(id, Mode.READY);
        } else if (present != null) {
            change(edit, present);
        }
    }

    private void change(Edit.OfBackend edit, BackendSpec present) {
        String id = edit.backend();
        if (edit instanceof Edit.SetMode set) {
            takesAway |= set.mode() != Mode.READY && set.mode() != modes.get(id);
            modes.put(id, set.mode());
        } else if (edit instanceof Edit.SetWeight set) {
            weigh(present, set.weight());
        } else if (edit instanceof Edit.FollowFile) {
            weigh(present, given(id, present).weight());
        } else if (edit instanceof Edit.RemoveBackend && snapshot.found(edit.pool(), id) == null) {
            takesAway = true;
            backends.remove(id);
            modes.remove(id);
        }
    }

    private void weigh(BackendSpec present, int weight) {
        takesAway |= weight < present.weight();
        backends.put(present.id(), present.withWeight(weight));
    }

    /** As it is without the operators' weight. */
    private BackendSpec given(String id, BackendSpec present) {
        String pool = runtime.spec().id();
        Discovered.Found found = snapshot.found(pool, id);
        if (found != null) {
            return found.spec();
        }
        BackendSpec added = snapshot.overlay().of(pool, id).added();
        PoolSpec filed = snapshot.file().pool(pool);
        BackendSpec given = added != null || filed == null ? added : filed.backend(id);
        return given == null ? present : given;
    }

    /** Whether any edit takes a backend, or some of its weight, away: what only gives is nobody's worry. */
    boolean takesAway() {
        return takesAway;
    }

    /** Requests in the hands of those who serve new callers now, and of those that the edits are about. */
    long inFlight(Strength now) {
        Set<Endpoint> all = new HashSet<>(now.helping());
        runtime.pool().endpoints().stream()
                .filter(endpoint -> meant.contains(endpoint.spec().id()))
                .forEach(all::add);
        return all.stream().mapToLong(Endpoint::inFlight).sum();
    }

    /** Who would serve new callers; see {@link io.tollgate.balance.Pool#serving}. */
    List<ServingGroup> serving() {
        return runtime.pool().foresee(backends.values(), id -> modes.getOrDefault(id, Mode.READY));
    }
}
