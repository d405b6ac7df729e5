package io.tollgate.admin.ui;

/** Where the style sheet, the scripts and the icon are, from the root; the address changes with the content. */
public record Assets(String css, String js, String htmx, String icon) {}
