package io.tollgate.admin.ui;

import io.tollgate.balance.ServingGroup;
import io.tollgate.control.DiscoveryReport;
import io.tollgate.control.PoolRuntime;
import io.tollgate.model.PoolSpec;
import io.tollgate.telemetry.Figures;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One pool at one moment, read once so that all that is said of it agrees.
 *
 * @param serving who takes new callers
 * @param discovery how the search for its backends goes; null where nobody looks for any
 * @param ties whether callers are tied to backends, so that counting sessions means anything
 * @param queue callers that wait
 */
record PoolPicture(
        PoolSpec spec,
        List<BackendPicture> backends,
        List<ServingGroup> serving,
        @Nullable DiscoveryReport discovery,
        Figures figures,
        boolean ties,
        int queue,
        boolean failOpen) {

    /** Share of errors that is shown as trouble. */
    static final double FAILING = 0.01;

    static PoolPicture of(
            PoolRuntime runtime,
            Figures figures,
            List<BackendPicture> backends,
            List<ServingGroup> serving,
            @Nullable DiscoveryReport discovery) {
        return new PoolPicture(
                runtime.spec(),
                backends,
                serving,
                discovery,
                figures,
                runtime.ties() != null,
                runtime.pool().queueDepth(),
                runtime.pool().failOpen());
    }

    String id() {
        return spec.id();
    }

    int sessions() {
        return backends.stream().mapToInt(BackendPicture::sessions).sum();
    }

    int inFlight() {
        return backends.stream().mapToInt(BackendPicture::inFlight).sum();
    }

    int count(BackendState state) {
        return (int) backends.stream().filter(b -> b.state() == state).count();
    }

    /** Every caller is refused. */
    boolean servesNobody() {
        return !failOpen && backends.stream().noneMatch(b -> b.state().serves());
    }

    /** Those that are there are full, and callers wait. */
    boolean waiting() {
        return queue > 0;
    }

    /** Looking for its backends tells nothing of use. */
    private boolean lost() {
        return discovery != null && discovery.trouble() != null;
    }

    /** Others than the first choice serve. */
    boolean backup() {
        return serving.stream().skip(1).anyMatch(group -> group.share() > 0);
    }

    Tone tone() {
        if (failOpen || servesNobody()) {
            return Tone.ALARM;
        }
        boolean calm = !waiting()
                && !lost()
                && !backup()
                && backends.stream().noneMatch(b -> b.state().trouble());
        return calm ? Tone.CALM : Tone.WATCH;
    }
}
