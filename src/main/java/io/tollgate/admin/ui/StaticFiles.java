package io.tollgate.admin.ui;

import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Map;

/**
 * The style sheet, the scripts and the icon. Their addresses carry a hash of their content, so that browsers keep them
 * for good and still see a new version at once. Immutable.
 */
final class StaticFiles {
    private final StaticFile css = StaticFile.load("app.css", "text/css; charset=utf-8");
    private final StaticFile js = StaticFile.load("app.js", "text/javascript; charset=utf-8");
    private final StaticFile htmx = StaticFile.load("htmx.min.js", "text/javascript; charset=utf-8");
    private final StaticFile icon = StaticFile.load("icon.svg", "image/svg+xml");
    private final Map<String, StaticFile> byName =
            Map.of("app.css", css, "app.js", js, "htmx.min.js", htmx, "icon.svg", icon);

    Assets assets() {
        return new Assets(
                "static/app.css?v=" + css.hash(),
                "static/app.js?v=" + js.hash(),
                "static/htmx.min.js?v=" + htmx.hash(),
                "static/icon.svg?v=" + icon.hash());
    }

    /** Answers with the file of that name, or 404. */
    void serve(Visit visit, String name) throws IOException {
        StaticFile file = byName.get(name);
        if (file == null) {
            visit.response().sendError(HttpServletResponse.SC_NOT_FOUND);
        } else {
            file.serve(visit);
        }
    }
}
