package io.tollgate.admin.ui;

import gg.jte.ContentType;
import gg.jte.TemplateEngine;
import gg.jte.output.Utf8ByteOutput;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/** Renders a page's record with the precompiled template of its name. Thread-safe. */
final class Renderer {
    /** Scripts and styles come from files of ours alone, so that nothing injected can run; {@code base} is used here. */
    private static final String POLICY = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self';"
            + " connect-src 'self'; form-action 'self'; base-uri 'self'; frame-ancestors 'none'";

    private final TemplateEngine engine = TemplateEngine.createPrecompiled(
            null, ContentType.Html, Renderer.class.getClassLoader(), "io.tollgate.admin.ui.templates");

    void render(HttpServletResponse response, int status, String template, Object page) throws IOException {
        Utf8ByteOutput output = new Utf8ByteOutput();
        engine.render("page/" + template + ".jte", page, output);
        response.setStatus(status);
        response.setContentType("text/html; charset=utf-8");
        response.setHeader("Cache-Control", "no-store");
        response.setHeader("Vary", "HX-Request, Accept-Language");
        response.setHeader("Content-Security-Policy", POLICY);
        response.setHeader("X-Content-Type-Options", "nosniff");
        response.setHeader("Referrer-Policy", "same-origin");
        response.setContentLength(output.getContentLength());
        output.writeTo(response.getOutputStream());
    }
}
