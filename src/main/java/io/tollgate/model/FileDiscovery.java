package io.tollgate.model;

/** A file that lists backends. Immutable. */
@Shorthand("path")
public record FileDiscovery(
        @Setting(
                "A YAML or JSON file, from the configuration's folder, that lists backends in the form that backends has here.")
        String path) {
    public FileDiscovery {
        new Checks()
                .file(path, "path")
                .require(!path.isEmpty(), "path", "is empty", "write a path")
                .done();
    }
}
