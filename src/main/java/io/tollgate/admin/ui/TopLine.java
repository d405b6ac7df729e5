package io.tollgate.admin.ui;

import java.util.List;

/**
 * The first line of every page.
 *
 * @param tone of the sentence
 * @param sentence how everything is
 * @param alarms what callers suffer from now, a sentence each
 * @param rate requests a second over 10 s
 * @param errors percent over 60 s
 * @param p95 milliseconds over 60 s
 * @param queue callers waiting now
 */
public record TopLine(
        Tone tone, String sentence, List<String> alarms, String rate, String errors, String p95, String queue) {}
