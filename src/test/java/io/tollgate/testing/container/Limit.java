package io.tollgate.testing.container;

import io.tollgate.testing.RawAnswer;
import io.tollgate.testing.RawClient;
import io.tollgate.testing.RawRequest;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.List;

/** Something that a proxy must let pass and that one container or another stops. Asked of a {@link ProbeServlet}. */
enum Limit {
    BIG_BODY("A body of 12 MiB") {
        @Override
        boolean passes(RawClient client) throws IOException {
            return client.send(RawRequest.postPayload("/big", 12 * MIB, true))
                    .text()
                    .contains("body=" + 12 * MIB);
        }
    },
    UNREAD_BODY("An answer while 5 MiB of body are unread") {
        @Override
        boolean passes(RawClient client) throws IOException {
            return client.send(RawRequest.postPayload("/unread", 5 * MIB, false))
                            .status()
                    == 200;
        }
    },
    LONG_FIELD("A request field of 20 kB") {
        @Override
        boolean passes(RawClient client) throws IOException {
            return client.send(RawRequest.get("/x").with("X-Long: " + "x".repeat(20_000)))
                            .status()
                    == 200;
        }
    },
    MANY_FIELDS("150 request fields") {
        @Override
        boolean passes(RawClient client) throws IOException {
            RawRequest request = RawRequest.get("/x");
            for (int i = 0; i < 150; i++) {
                request = request.with("X-Field-" + i + ": 1");
            }
            return client.send(request).status() == 200;
        }
    },
    LONG_ANSWER_FIELD("An answer field of 20 kB") {
        @Override
        boolean passes(RawClient client) throws IOException {
            String field = client.send(RawRequest.get("/x").with("X-Answer: 20000"))
                    .fields()
                    .first("X-Long");
            return field != null && field.length() == 20_000;
        }
    },
    KEPT_CONNECTION("300 requests on one connection") {
        @Override
        boolean passes(RawClient client) throws IOException {
            for (int i = 0; i < 300; i++) {
                if (client.send(RawRequest.get("/x")).fields().has("Connection", "close")) {
                    return false;
                }
            }
            return true;
        }
    },
    ENCODED_SLASH("`/a%2Fb`") {
        @Override
        boolean passes(RawClient client) throws IOException {
            return arrives(client, "/a%2Fb");
        }
    },
    ENCODED_BACKSLASH("`/a%5Cb`") {
        @Override
        boolean passes(RawClient client) throws IOException {
            return arrives(client, "/a%5Cb");
        }
    },
    ENCODED_PERCENT("`/a%25b`") {
        @Override
        boolean passes(RawClient client) throws IOException {
            return arrives(client, "/a%25b");
        }
    },
    NOT_UTF8("`/a%ffb`") {
        @Override
        boolean passes(RawClient client) throws IOException {
            return arrives(client, "/a%ffb");
        }
    },
    UNESCAPED_PATH("`/{a}|b^c`") {
        @Override
        boolean passes(RawClient client) throws IOException {
            return arrives(client, "/{a}|b^c");
        }
    },
    UNESCAPED_QUERY("`?x={a}|b^c`") {
        @Override
        boolean passes(RawClient client) throws IOException {
            return arrives(client, "/x?x={a}|b^c");
        }
    },
    BAD_QUERY_ESCAPE("`?x=%zz`") {
        @Override
        boolean passes(RawClient client) throws IOException {
            return arrives(client, "/x?x=%zz");
        }
    },
    DOUBLE_SLASH("`/a//b`") {
        @Override
        boolean passes(RawClient client) throws IOException {
            return arrives(client, "/a//b");
        }
    },
    DOTS("`/a/../b`") {
        @Override
        boolean passes(RawClient client) throws IOException {
            return arrives(client, "/a/../b");
        }
    },
    PATH_PARAMETER("`/a;x=1/b;jsessionid=2`") {
        @Override
        boolean passes(RawClient client) throws IOException {
            return arrives(client, "/a;x=1/b;jsessionid=2");
        }
    },
    TRACE("`TRACE`") {
        @Override
        boolean passes(RawClient client) throws IOException {
            return client.send(RawRequest.of("TRACE", "/x")).text().contains("start=TRACE /x");
        }
    },
    OTHER_METHOD("`PURGE`") {
        @Override
        boolean passes(RawClient client) throws IOException {
            return client.send(RawRequest.of("PURGE", "/x")).text().contains("start=PURGE /x");
        }
    },
    OPTIONS_STAR("`OPTIONS *`") {
        @Override
        boolean passes(RawClient client) throws IOException {
            return client.send(RawRequest.of("OPTIONS", "*")).text().contains("start=OPTIONS *");
        }
    },
    CONTINUE_UNREAD("No `100 Continue` before the body is asked for") {
        @Override
        boolean passes(RawClient client) throws IOException {
            RawAnswer answer =
                    client.send(RawRequest.postPayload("/unread", 1000, false).with("Expect: 100-continue"));
            return answer.status() == 200 && answer.interim().isEmpty();
        }
    },
    CONTINUE_LISTENED("`100 Continue` when a listener asks for the body") {
        @Override
        boolean passes(RawClient client) throws IOException {
            RawAnswer answer =
                    client.send(RawRequest.postPayload("/listen", 1000, false).with("Expect: 100-continue"));
            return answer.interim().equals(List.of(100)) && answer.text().contains("body=1000");
        }
    },
    CLAIMED_SCHEME("A stranger's `X-Forwarded-Proto` is not believed") {
        @Override
        boolean passes(RawClient client) throws IOException {
            return client.send(RawRequest.get("/x").with("X-Forwarded-Proto: https"))
                    .text()
                    .contains("\nscheme=http\n");
        }
    },
    CLAIMED_PEER("A stranger's `X-Forwarded-For`, `$WSRA`, `Proxy-Client-IP` are not believed") {
        @Override
        boolean passes(RawClient client) throws IOException {
            return client.send(RawRequest.get("/x")
                            .with("X-Forwarded-For: 6.6.6.6")
                            .with("$WSRA: 6.6.6.6")
                            .with("Proxy-Client-IP: 6.6.6.6"))
                    .text()
                    .contains("\npeer=127.0.0.1\n");
        }
    },
    NOTHING_ADDED("No `Server`, `X-Powered-By`, `X-Frame-Options` of its own") {
        @Override
        boolean passes(RawClient client) throws IOException {
            RawAnswer answer = client.send(RawRequest.get("/x"));
            return List.of("Server", "X-Powered-By", "X-Frame-Options").stream()
                    .allMatch(name -> answer.fields().first(name) == null);
        }
    };

    private static final long MIB = 1 << 20;

    private final String title;

    Limit(String title) {
        this.title = title;
    }

    abstract boolean passes(RawClient client) throws IOException;

    /** What it is called in the documentation. */
    String title() {
        return title;
    }

    /** Whether it passes there; a connection that is closed is a no. */
    boolean passes(URI address) {
        try (RawClient client = new RawClient(address, Duration.ofSeconds(10))) {
            return passes(client) && client.send(RawRequest.get("/after")).status() == 200;
        } catch (IOException e) {
            return false;
        }
    }

    private static boolean arrives(RawClient client, String target) throws IOException {
        return client.send(RawRequest.get(target)).text().lines().toList().contains("start=GET " + target);
    }
}
