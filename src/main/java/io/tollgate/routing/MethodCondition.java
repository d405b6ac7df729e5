package io.tollgate.routing;

import io.tollgate.exchange.Exchange;
import java.util.List;

/** The method is one of these; its case counts (RFC 9110, section 9.1). */
record MethodCondition(List<String> methods) implements Condition {

    @Override
    public boolean holds(Exchange exchange) {
        return methods.contains(exchange.request().method());
    }

    @Override
    public String toString() {
        return "method is " + String.join(" or ", methods);
    }
}
