package io.tollgate.model;

/**
 * One thing wrong with a configuration or a change.
 *
 * @param path where, such as {@code pools[0].backends[1].url}; empty for the whole
 * @param message what is wrong, a clause without a full stop
 * @param fix what to write instead
 */
public record Problem(String path, String message, String fix) {

    /** The same problem seen from one level up. */
    public Problem under(String parent) {
        if (parent.isEmpty()) {
            return this;
        }
        String joined = path.isEmpty() ? parent : path.startsWith("[") ? parent + path : parent + "." + path;
        return new Problem(joined, message, fix);
    }

    @Override
    public String toString() {
        return path + ": " + message + "; " + fix;
    }
}
