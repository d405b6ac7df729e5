package io.tollgate.admin.rest;

import io.tollgate.balance.Endpoint;
import io.tollgate.control.BackendOverlay;
import io.tollgate.control.Edit;
import io.tollgate.model.BackendSpec;
import io.tollgate.model.Mode;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a PUT of a backend asks for, as edits. */
final class BackendReplacement {
    private BackendReplacement() {}

    /**
     * The least that makes the backend what the body says. Its mode is not part of a body and stays.
     *
     * @param existing null when there is none of that id yet
     * @return empty when it is that already
     */
    static List<Edit> edits(String pool, BackendSpec asked, @Nullable Endpoint existing, BackendOverlay overlay) {
        if (existing == null) {
            return List.of(new Edit.AddBackend(pool, asked));
        }
        BackendSpec present = existing.spec();
        BackendSpec wanted = atSamePlace(asked, present);
        if (present.equals(wanted)) {
            return List.of();
        }
        String id = wanted.id();
        if (present.withWeight(wanted.weight()).equals(wanted)) {
            return List.of(new Edit.SetWeight(pool, id, wanted.weight()));
        }
        List<Edit> edits = new ArrayList<>();
        edits.add(new Edit.RemoveBackend(pool, id));
        edits.add(new Edit.AddBackend(pool, wanted));
        if (existing.mode() != Mode.READY) {
            edits.add(new Edit.SetMode(pool, id, existing.mode(), overlay.deadlineMillis()));
        }
        return edits;
    }

    /** A body's URL does not say which name led there: where its text is the same, so is that. */
    private static BackendSpec atSamePlace(BackendSpec asked, BackendSpec present) {
        boolean same = asked.url().toString().equals(present.url().toString());
        return !same
                ? asked
                : new BackendSpec(
                        asked.id(), present.url(), asked.weight(), asked.tier(), asked.zone(), asked.maxRequests());
    }
}
