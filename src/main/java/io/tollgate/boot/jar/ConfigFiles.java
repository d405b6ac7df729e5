package io.tollgate.boot.jar;

import java.nio.file.Path;
import java.util.List;

/** What the commands need of the configuration's reader. */
interface ConfigFiles {

    /**
     * Everything that is wrong with that file, one line per problem as
     * {@code FILE:LINE:COLUMN path: what is wrong; what to write instead}; empty when it would be accepted.
     */
    List<String> problems(Path file);

    /** The JSON Schema of the file, for editors. */
    String schema();
}
