package io.tollgate.proxy;

import io.tollgate.control.Snapshot;
import io.tollgate.exchange.Exchange;
import io.tollgate.exchange.Stage;
import io.tollgate.exchange.Verdict;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/** The servlet shell of one stage. */
abstract class StageFilter implements Filter {
    /** Which stage of the snapshot this filter is the shell of. */
    abstract Stage stage(Snapshot snapshot);

    @Override
    public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        Passage passage = Passage.of(request);
        Exchange exchange = passage.exchange();
        Verdict verdict = stage(passage.snapshot()).handle(exchange);
        if (verdict instanceof Verdict.Answer answer) {
            OwnAnswer.send(exchange, answer, passage.rewriting(), (HttpServletResponse) response);
            exchange.end(passage.gate().observer());
        } else {
            chain.doFilter(request, response);
        }
    }
}
