package io.tollgate.admin.ui;

import org.jspecify.annotations.Nullable;

/**
 * What the page has to tell of an act.
 *
 * @param done the revision that the act made; 0 when it made none
 * @param failure why it made none; null when nothing failed
 */
record Outcome(long done, @Nullable Notice failure) {
    static final Outcome NONE = new Outcome(0, null);

    static Outcome done(long revision) {
        return new Outcome(revision, null);
    }

    static Outcome failed(Notice failure) {
        return new Outcome(0, failure);
    }
}
