package io.tollgate.admin.ui;

import java.util.List;

/**
 * One revision.
 *
 * @param at time of day, with the date when it was not today
 * @param iso the same for machines
 * @param author who, in the reader's language where it was no person
 * @param diff what became different, a line each
 * @param reason may be empty
 * @param undoable it can be undone here
 */
public record ChangeLine(
        long number,
        String at,
        String ago,
        String iso,
        String author,
        List<String> diff,
        String reason,
        boolean undoable) {}
