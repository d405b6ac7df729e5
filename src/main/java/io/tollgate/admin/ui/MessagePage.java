package io.tollgate.admin.ui;

/** A page that says one thing, such as that there is no such page. */
public record MessagePage(Frame frame, String text) {}
