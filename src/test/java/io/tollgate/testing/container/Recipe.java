package io.tollgate.testing.container;

import java.io.IOException;
import java.util.List;
import java.util.Map;

/** How one kind of container is set up, started and told to deploy. Holds no state. */
interface Recipe {
    /** Ports it needs beside that for HTTP. */
    int furtherPorts();

    /** What it sets in the vendor's configuration when that is tuned; docs/containers.md says the same. */
    String settings();

    /** Writes the configuration and the applications of a run into its folder, which is empty. */
    void prepare(Run run) throws IOException;

    /** The command to start it in the foreground; that process ends well when it gets TERM. */
    Launch launch(Run run) throws IOException;

    /** Sees to it that the applications of the start are deployed, where the folder alone does not do it. */
    default void started(Run run) throws IOException {}

    /** Adds an application to a container that runs. */
    void deploy(Run run, Application application) throws IOException;

    /** Takes an application out of a container that runs, and returns when it has been stopped. */
    void undeploy(Run run, Application application) throws IOException;

    /**
     * A command.
     *
     * @param environment variables beside those of the setup
     */
    record Launch(List<String> command, Map<String, String> environment) {}
}
