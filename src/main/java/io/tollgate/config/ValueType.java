package io.tollgate.config;

import io.tollgate.model.Address;
import io.tollgate.model.BackendUrl;
import io.tollgate.model.Cidr;
import io.tollgate.model.Durations;
import io.tollgate.model.HttpsRedirect;
import io.tollgate.model.PageFile;
import io.tollgate.model.Percent;
import io.tollgate.model.Size;
import io.tollgate.model.StatusRange;
import java.time.Duration;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A type that a single value is parsed into.
 *
 * @param noun what it is called
 * @param examples as they are written, for messages
 * @param pattern what every accepted text matches, for the schema; some that match may still be refused
 * @param parse throws IllegalArgumentException for anything else
 */
record ValueType(String noun, String examples, String pattern, Function<String, Object> parse) {
    private static final Map<Class<?>, ValueType> ALL = Map.of(
            Duration.class,
            new ValueType("duration", "200ms, 5s or 2m", "[0-9]{1,12}(ms|s|m|h|d)", Durations::parse),
            Size.class,
            new ValueType("size", "512B, 64KiB or 1MiB", "[0-9]{1,10}(B|KiB|MiB|GiB)", Size::parse),
            Percent.class,
            new ValueType("percentage", "20%", "[0-9]{1,3}%", Percent::parse),
            Cidr.class,
            new ValueType(
                    "CIDR block", "10.0.0.0/8, 192.0.2.7 or fd00::/8", "[0-9a-fA-F:.]+(/[0-9]{1,3})?", Cidr::parse),
            Address.class,
            new ValueType("address", "127.0.0.1:9090 or [::1]:9090", ".+:[0-9]{1,5}", Address::parse),
            BackendUrl.class,
            new ValueType(
                    "URL",
                    "http://10.0.0.5:8080 or unix:/run/app.sock",
                    "[hH][tT][tT][pP][sS]?://[^/?#]+/?|unix:/[^/].*",
                    BackendUrl::parse),
            StatusRange.class,
            new ValueType("range of statuses", "200-399 or 204", "[1-5][0-9]{2}(-[1-5][0-9]{2})?", StatusRange::parse),
            PageFile.class,
            new ValueType("file", "errors/down.html", "[^\\\\:]*\\.(html|htm|txt|json|xml)", PageFile::parse),
            HttpsRedirect.class,
            new ValueType("switch or port", "true, false or 8443", "true|false|[1-9][0-9]{0,4}", HttpsRedirect::parse));

    static @Nullable ValueType of(Class<?> type) {
        return ALL.get(type);
    }
}
