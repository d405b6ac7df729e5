package io.tollgate.proxy;

import io.tollgate.bench.Step;
import io.tollgate.exchange.Exchange;
import io.tollgate.exchange.Origin;
import io.tollgate.exchange.RequestView;
import io.tollgate.rewrite.Rewriting;
import io.tollgate.testing.FakeRequest;
import io.tollgate.time.SystemClock;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.List;
import java.util.function.Consumer;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpFields;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;

/** Makes the head that a backend gets of a browser's, with lines as a parser has made them, or by name and value. */
public class HeaderCopyBenchmark extends Step {
    @Param({"true", "false"})
    private boolean byReference;

    private Container container;
    private Exchange exchange;

    @Setup
    public void setUp() {
        FakeRequest request = FakeRequest.get("/cart?item=1")
                .header("User-Agent", "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0")
                .header("Accept", "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8")
                .header("Accept-Language", "en-US,en;q=0.5")
                .header("Accept-Encoding", "gzip, deflate, br, zstd")
                .header("Referer", "https://shop.example.com/")
                .header("Connection", "keep-alive")
                .cookie("theme=dark; JSESSIONID=0123456789ABCDEF")
                .header("Sec-Fetch-Dest", "document")
                .header("Priority", "u=0, i");
        HttpFields.Mutable lines = HttpFields.build();
        Container portable = new Lines(HttpFields.EMPTY);
        portable.eachField(request, lines::add);
        container = byReference ? new Lines(lines.asImmutable()) : portable;
        exchange = new Exchange("2o6tt4qolojy9-1q", "web", request, Origin.of(request), new SystemClock());
    }

    @Benchmark
    public HttpFields head() {
        return RequestHead.of(
                exchange, container, List.of(), new Forwarding(exchange, false), null, Rewriting.NONE, false, null);
    }

    /**
     * @param fields of every request; empty for the portable way
     */
    private record Lines(HttpFields fields) implements Container {
        @Override
        public void eachField(RequestView request, Consumer<HttpField> each) {
            if (fields.size() == 0) {
                Container.super.eachField(request, each);
                return;
            }
            for (int i = 0; i < fields.size(); i++) {
                each.accept(fields.getField(i));
            }
        }

        @Override
        public void contentType(HttpServletResponse response, String value) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void breakOff(HttpServletRequest request, HttpServletResponse response, AsyncContext async) {
            throw new UnsupportedOperationException();
        }
    }
}
