package io.tollgate.routing;

import io.tollgate.exchange.Exchange;

/** One line of the field has exactly this value, or there is any line. */
record HeaderCondition(String name, String value) implements Condition {

    @Override
    public boolean holds(Exchange exchange) {
        return value.equals(ANY)
                ? exchange.request().header(name) != null
                : exchange.request().headers(name).contains(value);
    }

    @Override
    public String toString() {
        return "header " + name + (value.equals(ANY) ? " is present" : " is \"" + value + "\"");
    }
}
