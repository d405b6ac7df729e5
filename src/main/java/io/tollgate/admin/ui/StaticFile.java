package io.tollgate.admin.ui;

import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** A file that comes with Tollgate. Immutable. */
final class StaticFile {
    private static final int HASH_BYTES = 8;

    private final String type;
    private final byte[] content;
    private final String hash;

    private StaticFile(String type, byte[] content) {
        this.type = type;
        this.content = content;
        this.hash = hash(content);
    }

    static StaticFile load(String name, String type) {
        try (InputStream in = StaticFile.class.getResourceAsStream("static/" + name)) {
            if (in == null) {
                throw new IllegalStateException(name + " is missing from this build");
            }
            return new StaticFile(type, in.readAllBytes());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Changes with the content. */
    String hash() {
        return hash;
    }

    /** Answers with it, or with 304 when the browser has it. */
    void serve(Visit visit) throws IOException {
        HttpServletResponse response = visit.response();
        String tag = "\"" + hash + "\"";
        boolean addressed = hash.equals(visit.request().getParameter("v"));
        response.setHeader("ETag", tag);
        response.setHeader("Cache-Control", addressed ? "public, max-age=31536000, immutable" : "no-cache");
        response.setHeader("X-Content-Type-Options", "nosniff");
        if (tag.equals(visit.request().getHeader("If-None-Match"))) {
            response.setStatus(HttpServletResponse.SC_NOT_MODIFIED);
            return;
        }
        response.setContentType(type);
        response.setContentLength(content.length);
        response.getOutputStream().write(content);
    }

    private static String hash(byte[] content) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(content);
            return HexFormat.of().formatHex(digest, 0, HASH_BYTES);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
