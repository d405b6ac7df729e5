package io.tollgate.control;

import io.tollgate.model.Configuration;
import io.tollgate.model.Mode;
import org.jspecify.annotations.Nullable;

/**
 * What a configuration is made of: what the file says, what discovery found besides, and what operators say of both.
 * Immutable.
 */
record Layers(Configuration file, Discovered discovered, Overlay overlay) {

    /** What operators' changes lie on. */
    Configuration base() {
        return discovered.onto(file, overlay);
    }

    /** All of it together. */
    Configuration effective() {
        return overlay.onto(base());
    }

    /** What was found under that id and is in use as such; else null. */
    Discovered.@Nullable Found found(String pool, String backend) {
        return discovered.inUse(file, overlay, pool, backend);
    }

    /** What a backend is to do: what operators wish of it; one that is found no more drains where they wish nothing else. */
    Mode mode(String pool, String backend) {
        Mode wish = overlay.of(pool, backend).mode();
        if (wish != Mode.READY) {
            return wish;
        }
        Discovered.Found found = found(pool, backend);
        return found != null && found.leaving() ? Mode.DRAIN : Mode.READY;
    }

    /** Whether it drains for no other reason than that it is found no more. */
    private boolean leaves(Edit.SetMode set) {
        Discovered.Found found = found(set.pool(), set.backend());
        return found != null
                && found.leaving()
                && overlay.of(set.pool(), set.backend()).mode() == Mode.READY;
    }

    /** Refuses what makes no sense for a backend that was found. */
    void admit(Edit edit) throws RefusedException {
        if (edit instanceof Edit.SetMode set && set.mode() == Mode.READY && leaves(set)) {
            throw new RefusedException(
                    "mode",
                    "\"" + set.backend() + "\" is found no more, and drains",
                    "let it be found again, or add it to the file");
        }
        if (edit instanceof Edit.RemoveBackend remove && found(remove.pool(), remove.backend()) != null) {
            throw new RefusedException(
                    "backend",
                    "\"" + remove.backend() + "\" was discovered, and would be again",
                    "take it out of where it is found, or set it to maintenance");
        }
    }
}
