package io.tollgate.admin.ui;

import io.tollgate.health.ProbeResult;
import io.tollgate.model.Mode;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One backend in the pool's table.
 *
 * @param url host and port
 * @param place its tier and zone, each only where the pool has others; else empty
 * @param removable it is listed by the file or an operator; what was discovered would be found again
 * @param word its state
 * @param since how long it has been so
 * @param why the cause, or what the state means for callers; empty when there is nothing to say
 * @param modes what its mode can be
 * @param inFlight requests it serves now
 * @param tunnels how many of those are tunnels, in words; empty when none is
 * @param limit of those, as it is in force; empty when there is none
 * @param full it is at that limit
 * @param sessions alive on it; a dash when the pool ties nobody
 * @param rate requests a second over 10 s
 * @param p50 milliseconds over 60 s
 * @param errors percent over 60 s
 * @param failing so many errors that one should look
 * @param drain its second line while it drains; null when it does not
 * @param override what the file says of its weight where an operator says otherwise; null when the file counts
 * @param drawer what is shown when it is opened; null when it is closed
 * @param ask the question before something is done with it; null when nobody asked
 */
public record BackendRow(
        String id,
        String url,
        String place,
        boolean removable,
        BackendState state,
        String word,
        String since,
        String why,
        List<ModeAct> modes,
        WeightControl weight,
        String inFlight,
        String tunnels,
        String limit,
        boolean full,
        String sessions,
        String rate,
        String p50,
        String p95,
        String p99,
        String errors,
        boolean failing,
        ProbeNote probe,
        @Nullable DrainNote drain,
        @Nullable Integer override,
        @Nullable Drawer drawer,
        @Nullable Ask ask) {

    /**
     * One of the three modes.
     *
     * @param current it is in it now
     * @param consequence what choosing it would do; empty for the current one
     */
    public record ModeAct(Mode mode, String label, boolean current, String consequence) {}

    /**
     * The weight and what it comes to.
     *
     * @param text what stands in the field: the weight, or what was typed when that was wrong
     * @param share in percent of new callers, as text
     * @param others the weights of all others of its tier and zone that take new callers, so that a share can be foretold
     * @param of whose share of new callers is so much together, in percent
     * @param problem what is wrong with what was typed; empty when nothing is
     */
    public record WeightControl(String text, String share, String others, String of, String problem) {}

    /**
     * The latest probe.
     *
     * @param known false before the first
     * @param result a few words
     * @param took milliseconds
     */
    public record ProbeNote(boolean known, boolean good, String result, String took, String ago) {
        private static final double NANOS_PER_MILLI = 1e6;
        private static final ProbeNote NONE = new ProbeNote(false, true, Format.NONE, "", "");

        static ProbeNote of(@Nullable ProbeResult result, Format format, long now) {
            return result == null
                    ? NONE
                    : new ProbeNote(
                            true,
                            result.good(),
                            result.detail(),
                            format.figure(result.nanos() / NANOS_PER_MILLI),
                            format.ago(now - result.atMillis()));
        }
    }

    /**
     * How far a drain is.
     *
     * @param text what is left
     * @param lines more of it: who is left, since when quiet, and when it should be over
     * @param deadline when it ends at the latest; empty when never by itself
     * @param extensions later deadlines that can be chosen; none where there is no deadline
     * @param finish what ending it now would do
     * @param cancel what calling it off would do
     */
    public record DrainNote(
            String text,
            List<String> lines,
            String deadline,
            List<Extension> extensions,
            String finish,
            String cancel) {
        public DrainNote {
            lines = List.copyOf(lines);
            extensions = List.copyOf(extensions);
        }
    }

    /**
     * A later deadline.
     *
     * @param by minutes more than now
     * @param minutes from now to it
     */
    public record Extension(int by, long minutes) {}

    /**
     * A question before an act.
     *
     * @param act the last part of the address that the form is sent to
     * @param consequence what it would do
     * @param force the act would overload what it leaves, and is done all the same
     * @param fields what is sent besides
     * @param reason as typed so far
     * @param go what the button says
     * @param keep what the way back says
     */
    public record Ask(
            String act,
            String question,
            String consequence,
            boolean force,
            Map<String, String> fields,
            String reason,
            String go,
            String keep) {
        public Ask {
            fields = Map.copyOf(fields);
        }
    }

    /**
     * Details of an opened row.
     *
     * @param facts name and value
     * @param probes the latest, newest first
     * @param consequence what draining it would do
     */
    public record Drawer(List<Fact> facts, List<ProbeNote> probes, boolean drainable, String consequence) {}

    /** One line of the details. */
    public record Fact(String name, String value) {}
}
