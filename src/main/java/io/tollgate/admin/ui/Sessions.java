package io.tollgate.admin.ui;

import io.tollgate.admin.auth.LocalTarget;
import java.io.IOException;

/** Signs in and out. Thread-safe. */
final class Sessions {
    private static final int FORBIDDEN = 403;
    private static final int TOO_MANY = 429;

    private final SignIn signIn;
    private final Frames frames;
    private final Renderer renderer;

    Sessions(SignIn signIn, Frames frames, Renderer renderer) {
        this.signIn = signIn;
        this.frames = frames;
        this.renderer = renderer;
    }

    void form(Visit visit) throws IOException {
        if (visit.partial()) {
            // A refresh that ends here has lost its session: the whole page must change, not a part of it.
            visit.response().setHeader("HX-Redirect", visit.address().base() + "login");
            return;
        }
        show(visit, 200, "", "");
    }

    void signIn(Visit visit) throws IOException {
        String name = visit.field("name").strip();
        if (signIn.signIn(visit.request(), visit.response(), name, visit.field("password"))) {
            visit.seeOther(LocalTarget.of(visit.field("next")));
        } else {
            boolean wait = visit.response().getStatus() == TOO_MANY;
            show(visit, wait ? TOO_MANY : FORBIDDEN, name, wait ? "login.wait" : "login.refused");
        }
    }

    void signOut(Visit visit) {
        signIn.signOut(visit.request(), visit.response());
        visit.seeOther("login");
    }

    private void show(Visit visit, int status, String name, String problem) throws IOException {
        String text = problem.isEmpty() ? "" : visit.messages().get(problem);
        LoginPage page = frames.login(visit, name, visit.field("next"), text);
        renderer.render(visit.response(), status, "login", page);
    }
}
