package io.tollgate.admin.rest;

import io.tollgate.model.BackendSpec;
import io.tollgate.model.InvalidSettingException;

/** Reads a backend as the configuration file would have it, so that both speak of the same settings. Thread-safe. */
@FunctionalInterface
public interface BackendReader {

    /**
     * Reads one.
     *
     * @param json a well-formed JSON object
     * @throws InvalidSettingException with everything that is wrong, unknown keys included, each with its path within
     *     the object
     */
    BackendSpec read(String json);
}
