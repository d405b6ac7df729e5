package io.tollgate.admin.rest;

import io.tollgate.model.Configuration;

/** Writes a configuration as the YAML of a file that would give the same; secrets as references. Thread-safe. */
@FunctionalInterface
public interface ConfigExport {

    /** The file's text. */
    String write(Configuration configuration);
}
