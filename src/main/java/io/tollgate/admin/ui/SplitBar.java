package io.tollgate.admin.ui;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * How a pool's load is split: what each backend has beside what the weights ask for, so that one sees at a glance
 * whether the split is right.
 */
public record SplitBar(List<Part> parts) {

    /**
     * One backend's part; positions and widths are percentages of the bar.
     *
     * @param share of requests, in percent, as text
     * @param asked share of new callers that the weights ask for, in percent, as text; empty when it takes none
     */
    public record Part(
            String id,
            BackendState state,
            String x,
            String width,
            String askedX,
            String askedWidth,
            String share,
            String asked) {}

    static SplitBar of(PoolPicture pool, Format format) {
        List<Part> parts = new ArrayList<>();
        double at = 0;
        double askedAt = 0;
        for (BackendPicture b : pool.backends()) {
            parts.add(new Part(
                    b.id(),
                    b.state(),
                    percent(at),
                    percent(b.share()),
                    percent(askedAt),
                    percent(b.asked()),
                    format.roundPercent(b.share()),
                    b.weight() == 0 ? "" : format.roundPercent(b.asked())));
            at += b.share();
            askedAt += b.asked();
        }
        return new SplitBar(parts);
    }

    private static String percent(double share) {
        return String.format(Locale.ROOT, "%.2f%%", share * 100);
    }
}
