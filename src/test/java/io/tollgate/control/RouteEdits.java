package io.tollgate.control;

import io.tollgate.model.Configuration;
import io.tollgate.model.InvalidSettingException;
import io.tollgate.model.RouteSpec;
import java.util.List;

/** What the core makes of edits of routes, for fakes of {@link LiveConfig} in other packages. */
public final class RouteEdits {
    private RouteEdits() {}

    public static RoutesOverlay apply(RoutesOverlay overlay, Edit.OfRoutes edit, Configuration file)
            throws RefusedException {
        return overlay.with(edit, file);
    }

    public static List<Edit> inverse(RoutesOverlay overlay, Edit.OfRoutes edit, Configuration file) {
        return overlay.inverse(edit, file);
    }

    /** The routing table in force. */
    public static List<RouteSpec> routes(RoutesOverlay overlay, Configuration file) throws RefusedException {
        try {
            return overlay.onto(file);
        } catch (InvalidSettingException e) {
            throw new RefusedException(e.problems());
        }
    }
}
