package io.tollgate.boot.jar;

import io.tollgate.boot.LaunchException;

/** Starts a balancer from a file: what the commands need of the composition root. */
@FunctionalInterface
interface Launcher {

    /**
     * Starts and returns when traffic is served.
     *
     * @throws LaunchException when the configuration is refused, an address cannot be had, or the state folder
     *     cannot be used; nothing is left running then
     */
    Running start(LaunchOptions options) throws LaunchException;
}
