package io.tollgate.admin.rest;

import io.tollgate.model.InvalidSettingException;
import io.tollgate.model.RouteSpec;
import java.util.Map;

/** Routes as the configuration file would have them, so that both speak of the same settings. Thread-safe. */
public interface RouteForm {

    /**
     * Reads one.
     *
     * @param json a well-formed JSON object
     * @throws InvalidSettingException with everything that is wrong, unknown keys included, each with its path within
     *     the object
     */
    RouteSpec read(String json);

    /** Its settings by their names, nested as in a file, without short forms and without those at their defaults. */
    Map<String, Object> write(RouteSpec route);
}
