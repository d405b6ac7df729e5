package io.tollgate.admin.ui;

import java.util.List;

/** What was changed, newest first. */
public record ChangesPage(Frame frame, List<ChangeLine> changes) {}
