/**
 * The operator's page: a page is a record, its template includes parts, and a handler renders the
 * part for an htmx request and the page otherwise, so that the two cannot drift.
 */
@NullMarked
package io.tollgate.admin.ui;

import org.jspecify.annotations.NullMarked;
