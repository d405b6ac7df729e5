package io.tollgate.admin.ui;

import org.jspecify.annotations.Nullable;

/**
 * Where one signs in.
 *
 * @param name as typed before
 * @param next the page to go to afterwards, from the root
 * @param refused the last try was wrong
 */
public record LoginPage(
        Messages messages,
        Assets assets,
        Node node,
        String base,
        @Nullable String theme,
        String name,
        String next,
        boolean refused) {}
