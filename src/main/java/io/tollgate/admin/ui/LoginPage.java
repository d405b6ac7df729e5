package io.tollgate.admin.ui;

import org.jspecify.annotations.Nullable;

/**
 * Where one signs in.
 *
 * @param name as typed before
 * @param next the page to go to afterwards, from the root
 * @param problem why the last try failed; empty at first
 */
public record LoginPage(
        Messages messages,
        Assets assets,
        Node node,
        String base,
        @Nullable String theme,
        String name,
        String next,
        String problem) {}
