package io.tollgate.admin.ui;

import java.util.List;
import java.util.Locale;

/**
 * A small line of a figure's recent past. The newest point is at the right edge, so that a short past leaves the left
 * empty.
 *
 * @param points for a polyline in a box of {@link #WIDTH} by {@link #HEIGHT}; empty with fewer than two values
 * @param last the newest value
 * @param peak the highest value, at the top edge
 */
public record Sparkline(String points, String last, String peak) {
    /** Of the box, in its own units. */
    public static final int WIDTH = 240;

    public static final int HEIGHT = 36;

    private static final int POINTS = 90;
    private static final double MARGIN = 1.5;

    static Sparkline of(List<Double> values, Format format) {
        if (values.isEmpty()) {
            return new Sparkline("", Format.NONE, Format.NONE);
        }
        List<Double> shown = values.subList(Math.max(0, values.size() - POINTS), values.size());
        double peak = shown.stream().mapToDouble(Double::doubleValue).max().orElse(0);
        return new Sparkline(line(shown, peak), format.figure(shown.get(shown.size() - 1)), format.figure(peak));
    }

    private static String line(List<Double> values, double peak) {
        if (values.size() < 2) {
            return "";
        }
        double step = (double) WIDTH / (POINTS - 1);
        double usable = HEIGHT - 2 * MARGIN;
        StringBuilder points = new StringBuilder();
        for (int i = 0; i < values.size(); i++) {
            double x = WIDTH - (values.size() - 1 - i) * step;
            double y = HEIGHT - MARGIN - (peak <= 0 ? 0 : values.get(i) / peak * usable);
            points.append(String.format(Locale.ROOT, "%.1f,%.1f ", x, y));
        }
        return points.toString().strip();
    }

    public boolean drawn() {
        return !points.isEmpty();
    }
}
