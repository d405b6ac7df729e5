package io.tollgate.proxy;

import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpFields;

/** The field lines of a 1xx answer, passed on to the client. */
final class InterimHead {
    private InterimHead() {}

    static HttpFields passing(HttpFields head) {
        HopByHop hop = HopByHop.of(head);
        HttpFields.Mutable passing = HttpFields.build();
        for (HttpField field : head) {
            if (!hop.stops(field)) {
                passing.add(field);
            }
        }
        return passing.asImmutable();
    }
}
