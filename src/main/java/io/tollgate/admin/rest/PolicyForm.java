package io.tollgate.admin.rest;

import io.tollgate.model.InvalidSettingException;
import io.tollgate.model.PolicySpec;
import java.util.Map;

/** Policies as the configuration file would have them, so that both speak of the same settings. Thread-safe. */
public interface PolicyForm {

    /**
     * Reads one.
     *
     * @param json well-formed: an object, or the type alone as a text
     * @throws InvalidSettingException with everything that is wrong, unknown keys included, each with its path within
     *     the object
     */
    PolicySpec read(String json);

    /** Its settings by their names, as in a file, without those at their defaults. */
    Map<String, Object> write(PolicySpec policy);
}
