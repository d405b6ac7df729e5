package io.tollgate.admin.ui;

import java.io.IOException;

/** Signs in and out. Thread-safe. */
final class Sessions {
    private final SignIn signIn;
    private final Frames frames;
    private final Pages pages;
    private final Renderer renderer;

    Sessions(SignIn signIn, Frames frames, Pages pages, Renderer renderer) {
        this.signIn = signIn;
        this.frames = frames;
        this.pages = pages;
        this.renderer = renderer;
    }

    void form(Visit visit) throws IOException {
        if (visit.partial()) {
            // A refresh that ends here has lost its session: the whole page must change, not a part of it.
            visit.response().setHeader("HX-Redirect", visit.address().base() + "login");
            return;
        }
        show(visit, 200, "", false);
    }

    void signIn(Visit visit) throws IOException {
        String name = visit.field("name").strip();
        if (signIn.signIn(visit.request(), visit.response(), name, visit.field("password"))) {
            visit.seeOther(pages.known(visit.field("next")));
        } else {
            show(visit, 401, name, true);
        }
    }

    void signOut(Visit visit) {
        signIn.signOut(visit.request(), visit.response());
        visit.seeOther("login");
    }

    private void show(Visit visit, int status, String name, boolean refused) throws IOException {
        LoginPage page = frames.login(visit, name, pages.known(visit.field("next")), refused);
        renderer.render(visit.response(), status, "login", page);
    }
}
