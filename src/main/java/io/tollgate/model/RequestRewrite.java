package io.tollgate.model;

import java.net.URI;
import java.net.URISyntaxException;
import org.jspecify.annotations.Nullable;

/** What a route changes of a request on its way to a backend. */
public record RequestRewrite(
        @Setting(
                value =
                        "Replaces the beginning of the path. The rest is sent byte for byte, and X-Forwarded-Prefix tells the backend what was replaced.",
                defaultsTo = "null")
        @Nullable
        PathRewrite path,

        @Setting(
                value =
                        "The Host that backends are asked for; empty passes on the client's. X-Forwarded-Host tells the client's in any case.",
                defaultsTo = "\"\"")
        String host,

        @Setting(value = "Field lines that backends get otherwise than the client sent them.", defaultsTo = "{}")
        HeaderEdits headers) {

    /** Nothing is changed. */
    public static final RequestRewrite NONE = new RequestRewrite(null, "", HeaderEdits.NONE);

    public RequestRewrite {
        new Checks()
                .require(
                        host.isEmpty() || named(host),
                        "host",
                        "\"" + host + "\" is not a host",
                        "write a name such as shop.internal, with a port if the backend wants one")
                .done();
    }

    private static boolean named(String host) {
        try {
            URI uri = new URI("http://" + host);
            return uri.getHost() != null && host.equals(uri.getRawAuthority()) && uri.getRawUserInfo() == null;
        } catch (URISyntaxException e) {
            return false;
        }
    }
}
