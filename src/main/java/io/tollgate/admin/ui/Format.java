package io.tollgate.admin.ui;

import java.math.BigDecimal;
import java.text.NumberFormat;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;

/** Figures and times as the page writes them: as many digits as one can act on, and no more. Not thread-safe. */
final class Format {
    /** Stands where there is nothing to measure. */
    static final String NONE = "–";

    private static final double FEW = 9.95;
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("HH:mm:ss");
    private static final DateTimeFormatter MINUTE = DateTimeFormatter.ofPattern("HH:mm");
    private static final DateTimeFormatter DAY = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss");

    private final Messages messages;
    private final ZoneId zone;
    private final NumberFormat whole;
    private final NumberFormat fine;
    private final NumberFormat finest;

    Format(Messages messages, ZoneId zone) {
        this.messages = messages;
        this.zone = zone;
        this.whole = NumberFormat.getIntegerInstance(messages.locale());
        this.fine = decimals(messages, 1);
        this.finest = decimals(messages, 2);
    }

    private static NumberFormat decimals(Messages messages, int digits) {
        NumberFormat format = NumberFormat.getNumberInstance(messages.locale());
        format.setMinimumFractionDigits(digits);
        format.setMaximumFractionDigits(digits);
        return format;
    }

    /** A count. */
    String count(long n) {
        return whole.format(n);
    }

    /** A weight in force: whole, or with its hundredths. */
    String weight(double weight) {
        return weight == Math.rint(weight) ? count((long) weight) : finest.format(weight);
    }

    /** The same for programs. */
    static String plain(double weight) {
        BigDecimal hundredths = BigDecimal.valueOf(Math.round(weight * 100), 2);
        return hundredths.stripTrailingZeros().toPlainString();
    }

    /** A rate, time or percentage: one decimal below ten, none from there on. */
    String figure(double value) {
        return value > 0 && value < FEW ? fine.format(value) : whole.format(Math.round(value));
    }

    /** A share from 0 to 1, in percent without the sign; two decimals below one. */
    String percent(double share) {
        double percent = share * 100;
        return percent > 0 && percent < 0.995 ? finest.format(percent) : figure(percent);
    }

    /** A share from 0 to 1 in whole percent, for sentences. */
    String roundPercent(double share) {
        return whole.format(Math.round(share * 100));
    }

    /** Milliseconds; nothing measured is a dash. */
    String millis(double millis) {
        return millis <= 0 ? NONE : figure(millis);
    }

    /** How long something lasts, in its largest whole unit. */
    String lasting(long millis) {
        long seconds = Math.max(0, millis) / 1000;
        if (seconds < 60) {
            return messages.get("time.seconds", count(seconds));
        }
        if (seconds < 3600) {
            return messages.get("time.minutes", count(seconds / 60));
        }
        if (seconds < 86_400) {
            return messages.get("time.hours", count(seconds / 3600));
        }
        return messages.get("time.days", count(seconds / 86_400));
    }

    /** How long ago that was. */
    String ago(long millis) {
        return messages.get("time.ago", lasting(millis));
    }

    /** The time of day, with the date when it is not today. */
    String at(long wallMillis, long nowMillis) {
        ZonedDateTime then = zoned(wallMillis);
        LocalDate today = zoned(nowMillis).toLocalDate();
        return then.toLocalDate().equals(today) ? TIME.format(then) : DAY.format(then);
    }

    /** The time of day to the minute. */
    String minute(long wallMillis) {
        return MINUTE.format(zoned(wallMillis));
    }

    /** For the {@code datetime} attribute. */
    static String iso(long wallMillis) {
        return Instant.ofEpochMilli(wallMillis).toString();
    }

    private ZonedDateTime zoned(long wallMillis) {
        return Instant.ofEpochMilli(wallMillis).atZone(zone);
    }
}
