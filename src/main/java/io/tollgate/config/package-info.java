/**
 * From YAML text to the model: one reading that finds every problem with its place, and a watcher
 * that says when the file has changed. Start at {@link io.tollgate.config.ConfigReader}.
 */
@NullMarked
package io.tollgate.config;

import org.jspecify.annotations.NullMarked;
