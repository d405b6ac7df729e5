package io.tollgate.testing.container;

import java.nio.file.Path;

/**
 * A WAR and where it answers.
 *
 * @param contextPath empty for ROOT, else such as {@code /edge}
 * @param ready the path below it that answers 200 when the application is up
 */
public record Application(Path war, String contextPath, String ready) {

    public Application {
        if (!contextPath.isEmpty() && !contextPath.matches("/[a-z0-9-]+")) {
            throw new IllegalArgumentException("not a context path of one segment: " + contextPath);
        }
        if (!ready.startsWith("/")) {
            throw new IllegalArgumentException("not a path: " + ready);
        }
    }

    /** A name that is its own in the container. */
    String name() {
        return contextPath.isEmpty() ? "ROOT" : contextPath.substring(1);
    }

    /** The context path where one must be named: {@code /} for ROOT. */
    String root() {
        return contextPath.isEmpty() ? "/" : contextPath;
    }
}
