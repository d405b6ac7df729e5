package io.tollgate.admin.ui;

import org.jspecify.annotations.Nullable;

/**
 * What every page has around its own content. Every link in a template is written from the page's root; the full page
 * carries {@link #base}, so that links hold under any prefix.
 *
 * @param title of the page, without Tollgate's name
 * @param section the place in the rail
 * @param path the page's own address from the root, what is open on it included: what refreshes ask for
 * @param back the page's address without what is open on it: where an act leads back to
 * @param base the way from the request's address to the root, such as {@code ../}
 * @param partial an htmx request: only what is live is rendered
 * @param theme {@code light} or {@code dark} where the operator chose; null follows the browser
 * @param operator who is signed in
 * @param csrf what forms send back; empty when nothing is to be sent
 * @param revision the one that the page shows
 * @param top the first line
 * @param notice an act's outcome; null when there is none to tell
 */
public record Frame(
        Messages messages,
        Assets assets,
        Node node,
        String title,
        Section section,
        String path,
        String back,
        String base,
        boolean partial,
        @Nullable String theme,
        String operator,
        String csrf,
        long revision,
        TopLine top,
        @Nullable Notice notice) {

    /** The places of the rail. */
    public enum Section {
        OVERVIEW(""),
        POOLS("pools"),
        ROUTES("routes"),
        CHANGES("changes"),
        NOWHERE("");

        private final String path;

        Section(String path) {
            this.path = path;
        }

        /** From the root. */
        public String path() {
            return path;
        }
    }
}
