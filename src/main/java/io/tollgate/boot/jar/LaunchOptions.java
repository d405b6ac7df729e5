package io.tollgate.boot.jar;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * What the command line and the environment say about a start.
 *
 * @param config the configuration file
 * @param state the state folder; null leaves it to the configuration
 * @param adminPassword the password of a first start; null makes a random one. Ignored once an account exists
 * @param replace whether to take the place of the process that holds the state folder, if there is one
 * @param portable whether requests are carried as in a servlet container of others', see {@link DataServer}
 */
record LaunchOptions(
        Path config, @Nullable Path state, @Nullable String adminPassword, boolean replace, boolean portable) {}
